import type { AnyRoute } from "@tanstack/react-router";
import type { Finder } from "./finder.ts";
import type { NavItem } from "./navigation.ts";

/**
 * A part of the dashboard: its entries of the menu, and its pages by the gate they stand behind (`gates.tsx`).
 * What an area has not is an empty list.
 */
export type Area = {
  navigation: readonly NavItem[];
  /** What Ctrl K finds besides pages. */
  finders: readonly Finder[];
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
  finders: [],
  anybody: [],
  operators: [],
  staff: [],
  managers: [],
  owners: [],
} as const satisfies Area;
