import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { JobActions } from "../features/jobs/job-actions.tsx";
import { JobDetails } from "../features/jobs/job-details.tsx";
import { JobStateBadge } from "../features/jobs/job-state.tsx";
import { jobQuery } from "../features/jobs/queries.ts";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/jobs.ts";

export function JobPage() {
  const t = useText();
  const { jobId } = useParams({ from: "/dashboard/operators/jobs/$jobId" });
  const job = useSuspenseQuery(jobQuery(Number(jobId))).data;
  return (
    <Page
      title={job.name || job.kind}
      trail={[{ label: t("jobs.title"), to: "/dashboard/jobs" }]}
      lead={<JobStateBadge state={job.state} />}
      actions={<JobActions job={job} />}
    >
      <JobDetails job={job} />
    </Page>
  );
}
