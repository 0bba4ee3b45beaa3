import { auditQuery } from "../features/audit/queries.ts";
import { usersQuery } from "../features/users/queries.ts";

const SHOWN = 5;

/** What the overview shows: the newest accounts and what was done last. */
export const latestQueries = () => ({ users: usersQuery({}, SHOWN), entries: auditQuery({}, SHOWN) });
