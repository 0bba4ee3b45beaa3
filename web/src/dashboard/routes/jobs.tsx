import { Button } from "@ui/button.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { RotateCw } from "lucide-react";
import { Failures } from "../features/jobs/failures.tsx";
import { JobTable } from "../features/jobs/job-table.tsx";
import { jobsSearch } from "../features/jobs/jobs-search.ts";
import { failuresQuery, jobsQuery, queuesQuery, refreshJobs } from "../features/jobs/queries.ts";
import { QueueCards } from "../features/jobs/queue-cards.tsx";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/jobs.ts";

export function JobsPage() {
  const t = useText();
  const search = jobsSearch(useSearch({ from: "/dashboard/operators/jobs" }));
  const { items, nextCursor } = useSuspenseQuery(jobsQuery(search)).data;
  const queues = useSuspenseQuery(queuesQuery()).data.items;
  const failures = useSuspenseQuery(failuresQuery()).data.items;
  return (
    <Page
      title={t("jobs.title")}
      lead={t("jobs.lead")}
      actions={
        <Button variant="outline" size="sm" onClick={() => void refreshJobs()}>
          <RotateCw size={16} aria-hidden />
          {t("jobs.refresh")}
        </Button>
      }
    >
      <QueueCards queues={queues} />
      <Failures failures={failures} />
      <JobTable jobs={items} next={nextCursor} />
    </Page>
  );
}
