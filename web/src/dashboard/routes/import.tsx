import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { importSearch } from "../features/imports/imports-search.ts";
import { MappingPanel } from "../features/imports/mapping-panel.tsx";
import { ProblemTable } from "../features/imports/problem-table.tsx";
import { ProgressPanel } from "../features/imports/progress-panel.tsx";
import { importQuery } from "../features/imports/queries.ts";
import { ResultPanel } from "../features/imports/result-panel.tsx";
import { canStart, hasResult, isRunning } from "../features/imports/states.ts";
import { ImportStatusBadge } from "../features/imports/status-badge.tsx";
import { useProblems } from "../features/imports/use-problems.ts";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/imports.ts";

const HERE = "/dashboard/stores/$store/managers/imports/$importId";

export function ImportPage() {
  const t = useText();
  const store = useStore();
  const { importId } = useParams({ from: HERE });
  const search = importSearch(useSearch({ from: HERE }));
  const detail = useSuspenseQuery(importQuery(store.id, importId)).data;
  const one = detail.import;
  const running = isRunning(one);
  const problems = useProblems(store.id, one, search);
  return (
    <Page
      title={one.fileName}
      trail={[
        { label: t("menu.imports"), to: "/dashboard/stores/$store/imports", params: { store: store.slug } },
      ]}
      lead={
        <span role="status">
          <ImportStatusBadge status={one.status} />
        </span>
      }
    >
      {running && <ProgressPanel one={one} />}
      {!running && hasResult(one) && <ResultPanel one={one} />}
      {canStart(one) && <MappingPanel key={one.id} detail={detail} />}
      {hasResult(one) && <ProblemTable one={one} problems={problems.items} next={problems.nextCursor} />}
    </Page>
  );
}
