import type { Job } from "@api/types.ts";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { ListChecks } from "lucide-react";
import { Moment } from "../../layout/moment.tsx";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import type { Filter } from "../../table/filter.ts";
import { useText } from "../../texts/jobs.ts";
import { JobStateBadge } from "./job-state.tsx";
import { KINDS, STATES } from "./jobs-search.ts";

/** Jobs as a table; a row leads to what is known of the job. */
export function JobTable({ jobs, next }: { jobs: readonly Job[]; next: string | null }) {
  const t = useText();
  const columns: Column<Job>[] = [
    {
      id: "name",
      title: t("jobs.name"),
      card: "title",
      cell: (job) => (
        <>
          <Link
            to="/dashboard/jobs/$jobId"
            params={{ jobId: String(job.id) }}
            className="font-semibold break-all after:absolute after:inset-0"
          >
            {job.name || job.kind}
          </Link>
          {job.event && <span className="text-muted block text-xs break-all">{job.event}</span>}
        </>
      ),
      csv: (job) => job.name,
    },
    {
      id: "state",
      title: t("jobs.state"),
      card: "badge",
      cell: (job) => <JobStateBadge state={job.state} />,
      csv: (job) => job.state,
    },
    {
      id: "kind",
      title: t("jobs.kind"),
      cell: (job) => kindText(t, job.kind),
      csv: (job) => job.kind,
    },
    {
      id: "attempts",
      title: t("jobs.attempts"),
      align: "end",
      cell: (job) => t("jobs.attemptsOf", { attempt: job.attempt, max: job.maxAttempts }),
      csv: (job) => job.attempt,
    },
    {
      id: "created",
      title: t("jobs.created"),
      cell: (job) => <Moment at={job.createdAt} precise />,
      csv: (job) => job.createdAt,
    },
    {
      id: "next",
      title: t("jobs.next"),
      hidden: true,
      cell: (job) => (job.endedAt ? "–" : <Moment at={job.nextAt} precise />),
      csv: (job) => job.nextAt,
    },
    {
      id: "id",
      title: "Id",
      align: "end",
      hidden: true,
      cell: (job) => job.id,
      csv: (job) => job.id,
    },
  ];
  const filters: Filter[] = [
    { kind: "search", name: "name", label: t("jobs.byName") },
    { kind: "flag", name: "failing", label: t("jobs.onlyFailing") },
    {
      kind: "choice",
      name: "state",
      label: t("jobs.state"),
      options: STATES.map((value) => ({ value, label: t(`jobs.state.${value}`) })),
    },
    {
      kind: "choice",
      name: "kind",
      label: t("jobs.kind"),
      options: KINDS.map((value) => ({ value, label: t(`jobs.kind.${value}`) })),
    },
  ];
  return (
    <DataTable
      id="jobs"
      label={t("jobs.list")}
      columns={columns}
      rows={jobs}
      rowId={(job) => String(job.id)}
      filters={filters}
      next={next}
      csv="jobs.csv"
      empty={<MessagePage icon={<ListChecks size={28} />} title={t("jobs.none")} text={t("jobs.noneText")} />}
    />
  );
}

/** The word for a kind of jobs; one that is not known is shown as it is. */
export function kindText(t: ReturnType<typeof useText>, kind: string): string {
  const known = KINDS.find((one) => one === kind);
  return known ? t(`jobs.kind.${known}`) : kind;
}
