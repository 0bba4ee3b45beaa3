import type { ImportProblemKind } from "@api/types.ts";

/** What the address of the list of imports may say. */
export type ImportsSearch = { cursor?: string };

/** What the address of an import may say of its report. */
export type ImportSearch = { kind?: ImportProblemKind; cursor?: string };

export const KINDS = ["problem", "warning"] as const satisfies ImportProblemKind[];

/** Reads the address; what the API would not take is left out. */
export function importsSearch(raw: Record<string, unknown>): ImportsSearch {
  return typeof raw.cursor === "string" && raw.cursor ? { cursor: raw.cursor } : {};
}

export function importSearch(raw: Record<string, unknown>): ImportSearch {
  const kind = KINDS.find((one) => one === raw.kind);
  return { ...importsSearch(raw), ...(kind && { kind }) };
}
