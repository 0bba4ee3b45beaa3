import { type Area, noPages } from "../layout/area.ts";

/** Stores as their teams run them and operators decide on them: opening one, settings, team, approval, featured stores, the marketplace's settings. */
export const storesArea = noPages satisfies Area;
