import { type Area, noPages } from "../layout/area.ts";

/** A store's products: the list, the editor, bulk changes. */
export const productsArea = noPages satisfies Area;
