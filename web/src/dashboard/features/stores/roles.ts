import type { StoreRole } from "@api/types.ts";

/** The roles of a team, the least first. */
export const ROLES = ["staff", "manager", "owner"] as const satisfies StoreRole[];
