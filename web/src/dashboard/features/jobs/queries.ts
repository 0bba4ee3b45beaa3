import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { JobsSearch } from "./jobs-search.ts";

const PAGE = 50;

/** A page of jobs, the newest first. */
export const jobsQuery = (search: JobsSearch, limit = PAGE) => ({
  ...$api.queryOptions("get", "/admin/jobs", { params: { query: { limit, ...search } } }),
  staleTime: 0,
});

/** How much there is to do. */
export const queuesQuery = () => ({
  ...$api.queryOptions("get", "/admin/job-queues"),
  staleTime: 0,
});

export const jobQuery = (jobId: number) => ({
  ...$api.queryOptions("get", "/admin/jobs/{jobId}", { params: { path: { jobId } } }),
  staleTime: 0,
});

/** Asks again for everything that is shown of jobs. */
export const refreshJobs = () =>
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) => typeof queryKey[1] === "string" && queryKey[1].startsWith("/admin/job"),
  });

export async function retryJob(jobId: number): Promise<void> {
  const job = await bodyOf(client.POST("/admin/jobs/{jobId}/retry", { params: { path: { jobId } } }));
  queryClient.setQueryData(jobQuery(jobId).queryKey, job);
}

export async function cancelJob(jobId: number): Promise<void> {
  const job = await bodyOf(client.POST("/admin/jobs/{jobId}/cancel", { params: { path: { jobId } } }));
  queryClient.setQueryData(jobQuery(jobId).queryKey, job);
}

export async function deleteJob(jobId: number): Promise<void> {
  await client.DELETE("/admin/jobs/{jobId}", { params: { path: { jobId } } });
}
