import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { ChartNoAxesColumn } from "lucide-react";
import { analyticsSearch } from "../features/analytics/analytics-search.ts";
import {
  marketQuery,
  stockValueQuery,
  summaryQuery,
  topProductsQuery,
} from "../features/analytics/queries.ts";
import { managers, operators } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { loadAnalyticsText } from "../texts/analytics.ts";

const store = createRoute({
  getParentRoute: () => managers,
  path: "/analytics",
  validateSearch: analyticsSearch,
  loaderDeps: ({ search }) => analyticsSearch(search),
  loader: ({ context, deps }) =>
    Promise.all([
      loadAnalyticsText(),
      queryClient.ensureQueryData(summaryQuery(context.store.id, deps)),
      queryClient.ensureQueryData(topProductsQuery(context.store.id, deps)),
      queryClient.ensureQueryData(stockValueQuery(context.store.id, deps)),
    ]),
  component: lazy(() => import("../routes/analytics.tsx"), "AnalyticsPage"),
});

const market = createRoute({
  getParentRoute: () => operators,
  path: "/analytics",
  validateSearch: analyticsSearch,
  loaderDeps: ({ search }) => analyticsSearch(search),
  loader: ({ deps }) => Promise.all([loadAnalyticsText(), queryClient.ensureQueryData(marketQuery(deps))]),
  component: lazy(() => import("../routes/market-analytics.tsx"), "MarketAnalyticsPage"),
});

/** The figures and charts of a store, and of the marketplace. */
export const analyticsArea = {
  ...noPages,
  managers: [store],
  operators: [market],
  navigation: [
    {
      group: "nav.group.sales",
      role: "manager",
      order: 50,
      to: "/dashboard/stores/$store/analytics",
      icon: ChartNoAxesColumn,
      label: "menu.analytics",
      key: "a",
    },
    {
      group: "nav.group.market",
      order: 50,
      to: "/dashboard/analytics",
      icon: ChartNoAxesColumn,
      label: "menu.analytics",
      key: "a",
    },
  ],
} as const satisfies Area;
