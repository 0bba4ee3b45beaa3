import { type Area, noPages } from "../layout/area.ts";

/** Imports and exports of products as files. */
export const importsArea = noPages satisfies Area;
