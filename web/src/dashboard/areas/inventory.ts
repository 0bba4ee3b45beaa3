import { type Area, noPages } from "../layout/area.ts";

/** Stock: amounts, movements, thresholds. */
export const inventoryArea = noPages satisfies Area;
