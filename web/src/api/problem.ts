import type { components } from "./schema";

type Problem = components["schemas"]["Problem"];

/**
 * A request that was not carried out. `code` is the API's stable code, `network` when no answer came,
 * or `http` when the answer was not a problem document. `retryAfter` is in seconds.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly fields: NonNullable<Problem["fields"]>;
  readonly retryAfter: number | undefined;

  constructor(status: number, problem: Partial<Problem>, retryAfter?: number) {
    super(problem.title ?? `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? (status === 0 ? "network" : "http");
    this.detail = problem.detail;
    this.requestId = problem.requestId;
    this.fields = problem.fields ?? [];
    this.retryAfter = retryAfter;
  }
}

/** Reads the problem document of a failed response. */
export async function errorFromResponse(response: Response): Promise<ApiError> {
  const problem = (await response
    .clone()
    .json()
    .catch(() => null)) as Partial<Problem> | null;
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return new ApiError(response.status, problem ?? {}, Number.isFinite(seconds) ? seconds : undefined);
}

export const isNotFound = (error: unknown) => error instanceof ApiError && error.status === 404;
