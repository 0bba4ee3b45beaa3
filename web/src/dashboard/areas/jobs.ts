import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy, notFound } from "@tanstack/react-router";
import { ListChecks } from "lucide-react";
import { jobsSearch } from "../features/jobs/jobs-search.ts";
import { failuresQuery, jobQuery, jobsQuery, queuesQuery } from "../features/jobs/queries.ts";
import { operators } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { orNotFound } from "../session/guard.ts";
import { loadJobsText } from "../texts/jobs.ts";

const jobs = createRoute({
  getParentRoute: () => operators,
  path: "/jobs",
  validateSearch: jobsSearch,
  loaderDeps: ({ search }) => jobsSearch(search),
  loader: ({ deps }) =>
    Promise.all([
      loadJobsText(),
      queryClient.ensureQueryData(jobsQuery(deps)),
      queryClient.ensureQueryData(queuesQuery()),
      queryClient.ensureQueryData(failuresQuery()),
    ]),
  component: lazy(() => import("../routes/jobs.tsx"), "JobsPage"),
});

const job = createRoute({
  getParentRoute: () => operators,
  path: "/jobs/$jobId",
  loader: async ({ params }) => {
    if (!/^[1-9]\d{0,15}$/.test(params.jobId)) throw notFound();
    await loadJobsText();
    await queryClient.ensureQueryData(jobQuery(Number(params.jobId))).catch(orNotFound);
  },
  component: lazy(() => import("../routes/job.tsx"), "JobPage"),
});

/** Background jobs, for operators. */
export const jobsArea = {
  ...noPages,
  operators: [jobs, job],
  navigation: [
    {
      group: "nav.group.system",
      order: 20,
      to: "/dashboard/jobs",
      icon: ListChecks,
      label: "menu.jobs",
      key: "j",
    },
  ],
} as const satisfies Area;
