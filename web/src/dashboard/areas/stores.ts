import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { BadgeCheck, ListTodo, Settings, SlidersHorizontal, Star, Store, UsersRound } from "lucide-react";
import { allStoresSearch, waiting } from "../features/stores/all-stores-search.ts";
import { askSearch } from "../features/stores/ask-search.ts";
import {
  allStoresQuery,
  anyStoreQuery,
  businessQuery,
  featuredQuery,
  invitationsQuery,
  membersQuery,
  onboardingQuery,
  payoutQuery,
  profileQuery,
  settingsQuery,
} from "../features/stores/queries.ts";
import { teamSearch } from "../features/stores/team-search.ts";
import { dashboard, managers, operators, owners, store } from "../gates.tsx";
import type { Area } from "../layout/area.ts";
import { isOperator, orNotFound } from "../session/guard.ts";
import { atLeast } from "../session/my-stores.ts";
import { loadStoresText } from "../texts/stores.ts";

const cursorSearch = (raw: Record<string, unknown>): { cursor?: string } =>
  typeof raw.cursor === "string" && raw.cursor ? { cursor: raw.cursor } : {};

const openStore = createRoute({
  getParentRoute: () => dashboard,
  path: "/open-store",
  loader: () => loadStoresText(),
  component: lazy(() => import("../routes/open-store.tsx"), "OpenStorePage"),
});

const team = createRoute({
  getParentRoute: () => store,
  path: "/team",
  validateSearch: teamSearch,
  loader: ({ context }) =>
    Promise.all([
      loadStoresText(),
      queryClient.ensureQueryData(membersQuery(context.store.id)),
      atLeast(context.store.role, "owner") && queryClient.ensureQueryData(invitationsQuery(context.store.id)),
    ]),
  component: lazy(() => import("../routes/store-team.tsx"), "StoreTeamPage"),
});

const onboarding = createRoute({
  getParentRoute: () => managers,
  path: "/onboarding",
  loader: ({ context }) =>
    Promise.all([loadStoresText(), queryClient.ensureQueryData(onboardingQuery(context.store.id))]),
  component: lazy(() => import("../routes/onboarding.tsx"), "OnboardingPage"),
});

const settings = createRoute({
  getParentRoute: () => managers,
  path: "/settings",
  loader: ({ context }) =>
    Promise.all([loadStoresText(), queryClient.ensureQueryData(profileQuery(context.store.id))]),
  component: lazy(() => import("../routes/store-settings.tsx"), "StoreSettingsPage"),
});

const holiday = createRoute({
  getParentRoute: () => managers,
  path: "/settings/holiday",
  loader: ({ context }) =>
    Promise.all([loadStoresText(), queryClient.ensureQueryData(profileQuery(context.store.id))]),
  component: lazy(() => import("../routes/store-holiday.tsx"), "StoreHolidayPage"),
});

const business = createRoute({
  getParentRoute: () => managers,
  path: "/settings/business",
  loader: ({ context }) =>
    Promise.all([loadStoresText(), queryClient.ensureQueryData(businessQuery(context.store.id))]),
  component: lazy(() => import("../routes/store-business.tsx"), "StoreBusinessPage"),
});

const payout = createRoute({
  getParentRoute: () => owners,
  path: "/settings/payout",
  loader: ({ context }) =>
    Promise.all([loadStoresText(), queryClient.ensureQueryData(payoutQuery(context.store.id))]),
  component: lazy(() => import("../routes/store-payout.tsx"), "StorePayoutPage"),
});

const allStores = createRoute({
  getParentRoute: () => operators,
  path: "/all-stores",
  validateSearch: allStoresSearch,
  loaderDeps: ({ search }) => allStoresSearch(search),
  loader: ({ deps }) => Promise.all([loadStoresText(), queryClient.ensureQueryData(allStoresQuery(deps))]),
  component: lazy(() => import("../routes/all-stores.tsx"), "AllStoresPage"),
});

const anyStore = createRoute({
  getParentRoute: () => operators,
  path: "/all-stores/$storeId",
  validateSearch: askSearch,
  loader: ({ params }) =>
    Promise.all([loadStoresText(), queryClient.ensureQueryData(anyStoreQuery(params.storeId))]).catch(
      orNotFound,
    ),
  component: lazy(() => import("../routes/any-store.tsx"), "AnyStorePage"),
});

const approvals = createRoute({
  getParentRoute: () => operators,
  path: "/approvals",
  validateSearch: cursorSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) =>
    Promise.all([loadStoresText(), queryClient.ensureQueryData(allStoresQuery(waiting(deps)))]),
  component: lazy(() => import("../routes/approvals.tsx"), "ApprovalsPage"),
});

const featured = createRoute({
  getParentRoute: () => operators,
  path: "/featured-stores",
  loader: () =>
    Promise.all([
      loadStoresText(),
      queryClient.ensureQueryData(featuredQuery()),
      queryClient.ensureQueryData(allStoresQuery({ status: "active" }, 100)),
    ]),
  component: lazy(() => import("../routes/featured-stores.tsx"), "FeaturedStoresPage"),
});

const marketSettings = createRoute({
  getParentRoute: () => operators,
  path: "/settings",
  loader: () => Promise.all([loadStoresText(), queryClient.ensureQueryData(settingsQuery())]),
  component: lazy(() => import("../routes/market-settings.tsx"), "MarketSettingsPage"),
});

/** A handful of stores in any state whose name or address has the words. */
const findStores = async (words: string) => {
  const { items } = await queryClient.fetchQuery(allStoresQuery({ q: words }, 5));
  return items.map((one) => ({
    label: one.name,
    detail: one.slug,
    href: `/dashboard/all-stores/${one.slug}`,
  }));
};

/** Stores as their teams run them and operators decide on them: opening one, settings, team, approval, featured stores, the marketplace's settings. */
export const storesArea = {
  finders: [
    {
      id: "stores",
      icon: Store,
      label: "menu.adminStores",
      isFor: (me, at) => isOperator(me) && !at,
      find: findStores,
    },
  ],
  anybody: [openStore],
  staff: [team],
  managers: [onboarding, settings, holiday, business],
  owners: [payout],
  operators: [allStores, anyStore, approvals, featured, marketSettings],
  navigation: [
    {
      group: "nav.group.store",
      role: "manager",
      order: 10,
      to: "/dashboard/stores/$store/onboarding",
      icon: ListTodo,
      label: "menu.onboarding",
    },
    {
      group: "nav.group.store",
      role: "staff",
      order: 20,
      to: "/dashboard/stores/$store/team",
      icon: UsersRound,
      label: "menu.team",
      key: "t",
    },
    {
      group: "nav.group.store",
      role: "manager",
      order: 30,
      to: "/dashboard/stores/$store/settings",
      icon: Settings,
      label: "menu.settings",
      key: "s",
    },
    {
      group: "nav.group.market",
      order: 30,
      to: "/dashboard/approvals",
      icon: BadgeCheck,
      label: "menu.approvals",
      key: "q",
    },
    {
      group: "nav.group.market",
      order: 40,
      to: "/dashboard/all-stores",
      icon: Store,
      label: "menu.adminStores",
      key: "m",
    },
    {
      group: "nav.group.market",
      order: 50,
      to: "/dashboard/featured-stores",
      icon: Star,
      label: "menu.featured",
    },
    {
      group: "nav.group.system",
      order: 30,
      to: "/dashboard/settings",
      icon: SlidersHorizontal,
      label: "menu.marketSettings",
    },
  ],
} as const satisfies Area;
