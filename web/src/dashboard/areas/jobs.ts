import { type Area, noPages } from "../layout/area.ts";

/** Background jobs, for operators. */
export const jobsArea = noPages satisfies Area;
