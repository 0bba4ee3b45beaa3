import { type Area, noPages } from "../layout/area.ts";

/** Pictures of products and of stores. */
export const imagesArea = noPages satisfies Area;
