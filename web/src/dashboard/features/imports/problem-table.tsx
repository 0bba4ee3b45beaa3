import type { Import, ImportProblem } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { toast } from "@ui/toast.ts";
import { CircleCheck, Download } from "lucide-react";
import { useState } from "react";
import { Panel } from "../../layout/page.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { useStore } from "../../session/my-stores.ts";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import type { Filter } from "../../table/filter.ts";
import { useText } from "../../texts/imports.ts";
import { KINDS } from "./imports-search.ts";
import { reportFile } from "./queries.ts";
import { saveFile } from "./save-file.ts";
import { problemWords, reasonText } from "./words.ts";

type Row = ImportProblem & { id: string };

/** What was wrong with rows of the file, and the same as a file with the rows. */
export function ProblemTable({
  one,
  problems,
  next,
}: {
  one: Import;
  problems: readonly ImportProblem[];
  next: string | null;
}) {
  const t = useText();
  const columns: Column<Row>[] = [
    {
      id: "row",
      title: t("imports.row"),
      card: "title",
      cell: (problem) => (
        <span className="num font-semibold">{t("imports.rowNumber", { row: problem.row })}</span>
      ),
      csv: (problem) => problem.row,
    },
    {
      id: "kind",
      title: t("imports.kind"),
      card: "badge",
      cell: (problem) => (
        <Badge tone={problem.kind === "problem" ? "danger" : "low"}>
          {t(`imports.kind.${problem.kind}`)}
        </Badge>
      ),
      csv: (problem) => problem.kind,
    },
    {
      id: "column",
      title: t("imports.column"),
      cell: (problem) => <span className="break-words">{problem.column || t("imports.wholeRow")}</span>,
      csv: (problem) => problem.column,
    },
    {
      id: "reason",
      title: t("imports.reason"),
      cell: (problem) => <span className="break-words">{reasonText(problem)}</span>,
      csv: (problem) => reasonText(problem),
    },
  ];
  const filters: Filter[] = [
    {
      kind: "choice",
      name: "kind",
      label: t("imports.kind"),
      options: KINDS.map((value) => ({ value, label: t(`imports.kind.${value}`) })),
    },
  ];
  return (
    <Panel title={t("imports.report")} lead={t("imports.reportLead")} action={<ReportButton one={one} />}>
      <DataTable
        id="import-problems"
        label={t("imports.report")}
        columns={columns}
        rows={problems.map((problem, i) => ({ ...problem, id: `${problem.row}-${problem.column}-${i}` }))}
        rowId={(row) => row.id}
        filters={filters}
        next={next}
        empty={
          <MessagePage
            icon={<CircleCheck size={28} />}
            title={t("imports.noProblems")}
            text={t("imports.noProblemsText")}
          />
        }
      />
    </Panel>
  );
}

function ReportButton({ one }: { one: Import }) {
  const t = useText();
  const store = useStore();
  const [busy, setBusy] = useState(false);
  if (!one.fileKept || one.counts.badRows + one.counts.warnings === 0) return null;
  const save = async () => {
    setBusy(true);
    try {
      saveFile(await reportFile(store.id, one.id));
    } catch (error) {
      toast(problemText(error, problemWords(error)), { tone: "error" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="outline" size="sm" busy={busy} onClick={() => void save()}>
      <Download size={16} aria-hidden />
      {t("imports.download")}
    </Button>
  );
}
