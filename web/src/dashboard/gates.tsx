import { queryClient } from "@api/client.ts";
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";
import { Failure } from "./layout/failure.tsx";
import { Frame, FrameShape } from "./layout/frame.tsx";
import type { Finder } from "./layout/finder.ts";
import type { NavItem } from "./layout/navigation.ts";
import { FrameSkeleton } from "./layout/skeletons.tsx";
import { isOperator, requireSession, requireThat } from "./session/guard.ts";
import { atLeast, latestStore, myStoresQuery, rememberStore, requireStore } from "./session/my-stores.ts";

/** What the router is given by router.tsx: everything the areas have in the menu and in the search. */
export type RouterContext = { navigation: readonly NavItem[]; finders: readonly Finder[] };

export const root = createRootRouteWithContext<RouterContext>()();

/** Behind the sign-in. Its children know who it is (`context.me`) and their stores (`context.stores`). */
export const dashboard = createRoute({
  getParentRoute: () => root,
  path: "/dashboard",
  beforeLoad: async ({ location }) => {
    const me = await requireSession(location.href);
    return { me, stores: (await queryClient.ensureQueryData(myStoresQuery())).items };
  },
  component: Frame,
  pendingComponent: FrameSkeleton,
  errorComponent: (failure) => (
    <FrameShape>
      <Failure {...failure} />
    </FrameShape>
  ),
});

/** The pages of those who run the marketplace. The first one leads merchants to their store. */
export const operators = createRoute({
  getParentRoute: () => dashboard,
  id: "operators",
  beforeLoad: ({ context, location }) => {
    const store = latestStore(context.stores);
    if (!isOperator(context.me) && store && location.pathname === "/dashboard")
      throw redirect({ to: "/dashboard/stores/$store", params: { store: store.slug }, replace: true });
    requireThat(isOperator(context.me));
  },
});

/** The pages of a store, for everybody in its team: staff and above. Their children have `context.store`. */
export const store = createRoute({
  getParentRoute: () => dashboard,
  path: "/stores/$store",
  beforeLoad: ({ context, params }) => {
    const found = requireStore(context.stores, params.store);
    rememberStore(found.slug);
    return { store: found };
  },
});

/** The pages of a store that are for its managers and owners. */
export const managers = createRoute({
  getParentRoute: () => store,
  id: "managers",
  beforeLoad: ({ context }) => requireThat(atLeast(context.store.role, "manager")),
});

/** The pages of a store that are for its owners alone. */
export const owners = createRoute({
  getParentRoute: () => store,
  id: "owners",
  beforeLoad: ({ context }) => requireThat(atLeast(context.store.role, "owner")),
});
