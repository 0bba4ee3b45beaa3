import { QueryClient } from "@tanstack/react-query";
import createFetchClient, { type Middleware } from "openapi-fetch";
import type { OpenapiQueryClient } from "openapi-react-query";
import { takeFirstState } from "./first-state.ts";
import { ApiError, errorFromResponse } from "./problem.ts";
import type { paths } from "./schema";
import { fetchSignedIn } from "./session.ts";

/** How long the browser may show an answer of the public lists without asking again. */
const CACHED_MS = 15_000;
/** When this page last changed something: for a while after it, what it reads has to be as new as that. */
let changedAt = Number.NEGATIVE_INFINITY;

const middleware: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") {
      changedAt = performance.now();
      return undefined;
    }
    const first = takeFirstState(request);
    if (first) return first;
    return performance.now() - changedAt < CACHED_MS
      ? new Request(request, { cache: "no-cache" })
      : undefined;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await errorFromResponse(response);
  },
  onError: ({ error }) => (error instanceof ApiError ? error : new ApiError(0, { title: String(error) })),
};

/** The typed client. Every failure is thrown as an ApiError. */
export const client = createFetchClient<paths>({
  baseUrl: "/api/v1",
  headers: { Accept: "application/json" },
  fetch: fetchSignedIn,
});
client.use(middleware);

type AnyGet = (path: string, init: object) => Promise<{ data?: unknown }>;

/**
 * The options of queries for GETs, typed by the contract. They are what the library makes of them; its hooks, which
 * nobody here calls, would be on every first page.
 */
export const $api: Pick<OpenapiQueryClient<paths>, "queryOptions"> = {
  queryOptions: ((method: string, path: string, init?: object, options?: object) => ({
    queryKey: init === undefined ? [method, path] : [method, path, init],
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      (await (client.GET as AnyGet)(path, { signal, ...init })).data ?? null,
    ...options,
  })) as OpenapiQueryClient<paths>["queryOptions"],
};

/** Only what may pass is asked for again: no answer, and the server's own failures. */
const mayPass = (error: unknown) => !(error instanceof ApiError) || error.status === 0 || error.status >= 500;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      retry: (count, error) => count < 2 && mayPass(error),
    },
  },
});

/** The body of an answer that is known to have one. */
export async function bodyOf<T>(call: Promise<{ data?: T; response: Response }>): Promise<T> {
  const { data, response } = await call;
  if (data === undefined) throw new ApiError(response.status, {});
  return data;
}
