import { type Area, noPages } from "../layout/area.ts";

/** The tree of categories and their attributes, for operators. */
export const categoriesArea = noPages satisfies Area;
