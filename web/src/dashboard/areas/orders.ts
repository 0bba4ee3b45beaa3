import { type Area, noPages } from "../layout/area.ts";

/** Orders, as a store's team serves them and as operators see them. */
export const ordersArea = noPages satisfies Area;
