import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { LayoutDashboard } from "lucide-react";
import { operators, store } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { latestQueries } from "../routes/overview-queries.ts";
import { loadAccountsText } from "../texts/accounts.ts";
import { loadOverviewText } from "../texts/overview.ts";

const marketplace = createRoute({
  getParentRoute: () => operators,
  path: "/",
  loader: async () => {
    const { users, entries } = latestQueries();
    await Promise.all([
      loadOverviewText(),
      loadAccountsText(),
      queryClient.ensureQueryData(users),
      queryClient.ensureQueryData(entries),
    ]);
  },
  component: lazy(() => import("../routes/overview.tsx"), "OverviewPage"),
});

const storeOverview = createRoute({
  getParentRoute: () => store,
  path: "/",
  loader: loadOverviewText,
  component: lazy(() => import("../routes/store-overview.tsx"), "StoreOverviewPage"),
});

/** The first page: what needs doing, in a store and on the marketplace. */
export const overviewArea = {
  ...noPages,
  operators: [marketplace],
  staff: [storeOverview],
  navigation: [
    {
      group: "nav.group.market",
      order: 0,
      to: "/dashboard",
      icon: LayoutDashboard,
      label: "overview.title",
      exact: true,
      key: "d",
    },
    {
      group: "nav.group.sales",
      role: "staff",
      order: 0,
      to: "/dashboard/stores/$store",
      icon: LayoutDashboard,
      label: "overview.title",
      exact: true,
      key: "d",
    },
  ],
} as const satisfies Area;
