import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { Boxes } from "lucide-react";
import { inventorySearch } from "../features/inventory/inventory-search.ts";
import { inventoryQuery, settingsQuery, summaryQuery } from "../features/inventory/queries.ts";
import { store } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { loadInventoryText } from "../texts/inventory.ts";

const inventory = createRoute({
  getParentRoute: () => store,
  path: "/inventory",
  validateSearch: inventorySearch,
  loaderDeps: ({ search }) => inventorySearch(search),
  loader: ({ context, deps }) =>
    Promise.all([
      loadInventoryText(),
      queryClient.ensureQueryData(inventoryQuery(context.store.id, deps)),
      queryClient.ensureQueryData(summaryQuery(context.store.id)),
      queryClient.ensureQueryData(settingsQuery(context.store.id)),
    ]),
  component: lazy(() => import("../routes/inventory.tsx"), "InventoryPage"),
});

/** Stock: amounts, movements, thresholds. */
export const inventoryArea = {
  ...noPages,
  staff: [inventory],
  navigation: [
    {
      group: "nav.group.goods",
      role: "staff",
      order: 20,
      to: "/dashboard/stores/$store/inventory",
      icon: Boxes,
      label: "menu.inventory",
      key: "k",
    },
  ],
} as const satisfies Area;
