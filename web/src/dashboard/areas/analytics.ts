import { type Area, noPages } from "../layout/area.ts";

/** A store's figures and charts. */
export const analyticsArea = noPages satisfies Area;
