import type { StoreStatus } from "@api/types.ts";

/** What the address of the list of all stores may say. */
export type AllStoresSearch = {
  status?: StoreStatus;
  q?: string;
  sort?: "oldest";
  cursor?: string;
};

export const STATUSES = [
  "submitted",
  "active",
  "suspended",
  "applying",
  "refused",
  "closed",
] as const satisfies StoreStatus[];

const LONGEST = 200;

/** Reads the address; what the API would not take is left out. */
export function allStoresSearch(raw: Record<string, unknown>): AllStoresSearch {
  const status = STATUSES.find((one) => one === raw.status);
  const q = typeof raw.q === "string" ? raw.q.trim().slice(0, LONGEST) : "";
  return {
    ...(status && { status }),
    ...(q && { q }),
    ...(raw.sort === "oldest" && { sort: "oldest" }),
    ...(typeof raw.cursor === "string" && raw.cursor && { cursor: raw.cursor }),
  };
}

/** The stores that wait to be let in, who waits longest first; a page further where the address says so. */
export const waiting = ({ cursor }: { cursor?: string | undefined }): AllStoresSearch => ({
  status: "submitted",
  sort: "oldest",
  ...(cursor && { cursor }),
});
