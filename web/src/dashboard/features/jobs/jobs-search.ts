import type { JobKind, JobState } from "@api/types.ts";

/** What the address of the list of jobs may say. */
export type JobsSearch = {
  state?: JobState;
  kind?: JobKind;
  name?: string;
  failing?: boolean;
  cursor?: string;
};

export const STATES = [
  "available",
  "running",
  "retryable",
  "scheduled",
  "pending",
  "completed",
  "cancelled",
  "discarded",
] as const satisfies JobState[];
export const KINDS = ["event", "errand", "chore"] as const satisfies JobKind[];

/** Reads the address; what the API would not take is left out. */
export function jobsSearch(raw: Record<string, unknown>): JobsSearch {
  const state = STATES.find((one) => one === raw.state);
  const kind = KINDS.find((one) => one === raw.kind);
  const name = typeof raw.name === "string" ? raw.name.trim().toLowerCase() : "";
  return {
    ...(state && { state }),
    ...(kind && { kind }),
    ...(/^[a-z0-9_.]{1,100}$/.test(name) && { name }),
    ...((raw.failing === "true" || raw.failing === true) && { failing: true }),
    ...(typeof raw.cursor === "string" && raw.cursor && { cursor: raw.cursor }),
  };
}
