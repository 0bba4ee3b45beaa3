import type { AnyRoute } from "@tanstack/react-router";
import type { NavItem } from "./navigation.ts";

/**
 * A part of the dashboard: its entries of the menu, and its pages by the gate they stand behind (`gates.tsx`).
 * What an area has not is an empty list.
 */
export type Area = {
  navigation: readonly NavItem[];
  /** For whoever is signed in. */
  anybody: readonly AnyRoute[];
  operators: readonly AnyRoute[];
  /** For everybody in a store's team. */
  staff: readonly AnyRoute[];
  managers: readonly AnyRoute[];
  owners: readonly AnyRoute[];
};

/** An area without pages; areas spread it and say what they have. */
export const noPages = {
  navigation: [],
  anybody: [],
  operators: [],
  staff: [],
  managers: [],
  owners: [],
} as const satisfies Area;
