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

/** What fails, by the name of the job, asked again while one looks. */
export const failuresQuery = () => ({
  ...$api.queryOptions("get", "/admin/job-failures"),
  staleTime: 0,
  refetchInterval: 10_000,
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

/** Does a job again that is done. */
export async function replayJob(jobId: number): Promise<void> {
  const job = await bodyOf(client.POST("/admin/jobs/{jobId}/replay", { params: { path: { jobId } } }));
  queryClient.setQueryData(jobQuery(jobId).queryKey, job);
}

/** Keeps a queue from beginning more jobs, or lets it begin them again. */
export async function setPaused(queue: string, paused: boolean): Promise<void> {
  await client.POST(`/admin/job-queues/{queue}/${paused ? "pause" : "resume"}`, {
    params: { path: { queue } },
  });
  await refreshJobs();
}

/** Tries all jobs of a name again that failed and are not done; gives how many there were. */
export async function retryFailed(jobName: string): Promise<number> {
  const params = { path: { jobName } };
  const { count } = await bodyOf(client.POST("/admin/job-failures/{jobName}/retry", { params }));
  return count;
}

/** Forgets all jobs of a name that failed and are not done; gives how many there were. */
export async function forgetFailed(jobName: string): Promise<number> {
  const params = { path: { jobName } };
  const { count } = await bodyOf(client.DELETE("/admin/job-failures/{jobName}", { params }));
  return count;
}
