import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ExportButton } from "../features/imports/export-button.tsx";
import { ImportTable } from "../features/imports/import-table.tsx";
import { importsSearch } from "../features/imports/imports-search.ts";
import { importsQuery } from "../features/imports/queries.ts";
import { UploadPanel } from "../features/imports/upload-panel.tsx";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/imports.ts";

export function ImportsPage() {
  const t = useText();
  const store = useStore();
  const search = importsSearch(useSearch({ from: "/dashboard/stores/$store/managers/imports" }));
  const { items, nextCursor } = useSuspenseQuery(importsQuery(store.id, search)).data;
  return (
    <Page title={t("menu.imports")} lead={t("imports.lead")} actions={<ExportButton />}>
      <UploadPanel />
      <section className="grid gap-4">
        <h2 className="text-lg font-semibold">{t("imports.history")}</h2>
        <ImportTable imports={items} next={nextCursor} />
      </section>
    </Page>
  );
}
