import type { Me, MyStore, StoreRole } from "@api/types.ts";
import type { LucideIcon } from "lucide-react";
import { isOperator } from "../session/guard.ts";
import { atLeast } from "../session/my-stores.ts";
import type { TextKey } from "../text.ts";

/** The groups of the menu, in their order: a store's, and the marketplace's. */
const GROUPS = {
  store: ["nav.group.sales", "nav.group.goods", "nav.group.store"],
  operators: ["nav.group.market", "nav.group.catalogue", "nav.group.system"],
} as const satisfies Record<string, TextKey[]>;

type Place = {
  /** The path of its route, such as /dashboard/stores/$store/products. */
  to: string;
  icon: LucideIcon;
  label: TextKey;
  /** Where it stands in its group: small numbers first. */
  order: number;
  /** True when it is not the current page on the pages below it. */
  exact?: boolean;
  /** The letter that leads here after g. */
  key?: string;
};

/** An entry of the menu. Each area has its own, in `areas/<area>.ts`. */
export type NavItem =
  | (Place & { group: (typeof GROUPS)["store"][number]; role: StoreRole })
  | (Place & { group: (typeof GROUPS)["operators"][number] });

export type NavGroup = { label: TextKey; items: NavItem[] };

/** What the menu has for somebody: in a store what their role opens, else the marketplace's pages for operators. */
export function groupsFor(navigation: readonly NavItem[], me: Me, store: MyStore | undefined): NavGroup[] {
  const opens = (item: NavItem) =>
    "role" in item ? !!store && atLeast(store.role, item.role) : !store && isOperator(me);
  return [...GROUPS.store, ...GROUPS.operators]
    .map((label) => ({
      label,
      items: navigation
        .filter((item) => item.group === label && opens(item))
        .toSorted((a, b) => a.order - b.order),
    }))
    .filter((group) => group.items.length > 0);
}
