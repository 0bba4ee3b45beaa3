import type { Role } from "@api/types.ts";

/** What the address of the list of accounts may say. */
export type UsersSearch = { q?: string; role?: Role; cursor?: string };

export const ROLES = ["customer", "admin"] as const satisfies Role[];

/** As long as the API takes it. */
export const LONGEST = 200;

/** Reads the address; what it does not know is left out. */
export function usersSearch(raw: Record<string, unknown>): UsersSearch {
  const q = typeof raw.q === "string" ? raw.q.trim().slice(0, LONGEST) : "";
  const role = ROLES.find((one) => one === raw.role);
  return {
    ...(q && { q }),
    ...(role && { role }),
    ...(typeof raw.cursor === "string" && raw.cursor && { cursor: raw.cursor }),
  };
}
