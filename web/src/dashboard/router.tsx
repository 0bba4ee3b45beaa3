import { queryClient } from "@api/client.ts";
import { ApiError, isNotFound } from "@api/problem.ts";
import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent as lazy,
  notFound,
} from "@tanstack/react-router";
import { ErrorPage } from "@ui/error-page.tsx";
import { parseSearch, stringifySearch } from "@ui/search-params.ts";
import { auditSearch } from "./features/audit/audit-search.ts";
import { auditQuery } from "./features/audit/queries.ts";
import { askSearch } from "./features/users/ask-search.ts";
import { userQuery, usersQuery } from "./features/users/queries.ts";
import { usersSearch } from "./features/users/users-search.ts";
import { Frame, FrameShape } from "./layout/frame.tsx";
import { NotForYouPage } from "./layout/not-for-you.tsx";
import { NotFoundPage } from "./layout/not-found-page.tsx";
import { FrameSkeleton, PageSkeleton } from "./layout/skeletons.tsx";
import { latestQueries } from "./routes/overview-queries.ts";
import { isOperator, NotForYou, requireSession, requireThat } from "./session/guard.ts";

const root = createRootRoute();

const dashboard = createRoute({
  getParentRoute: () => root,
  path: "/dashboard",
  beforeLoad: async ({ location }) => ({ me: await requireSession(location.href) }),
  component: Frame,
  pendingComponent: FrameSkeleton,
  errorComponent: (failure) => (
    <FrameShape>
      <Failure {...failure} />
    </FrameShape>
  ),
});

/** The pages of those who run the marketplace. Pages for others get a gate of their own beside it. */
const operators = createRoute({
  getParentRoute: () => dashboard,
  id: "operators",
  beforeLoad: ({ context }) => requireThat(isOperator(context.me)),
});
const overview = createRoute({
  getParentRoute: () => operators,
  path: "/",
  loader: async () => {
    const { users, entries } = latestQueries();
    await Promise.all([queryClient.ensureQueryData(users), queryClient.ensureQueryData(entries)]);
  },
  component: lazy(() => import("./routes/overview.tsx"), "OverviewPage"),
});
const users = createRoute({
  getParentRoute: () => operators,
  path: "/users",
  validateSearch: usersSearch,
  // The router leaves in it what was not asked for.
  loaderDeps: ({ search }) => usersSearch(search),
  loader: ({ deps }) => queryClient.ensureQueryData(usersQuery(deps)),
  component: lazy(() => import("./routes/users.tsx"), "UsersPage"),
});
const user = createRoute({
  getParentRoute: () => operators,
  path: "/users/$userId",
  validateSearch: askSearch,
  loader: ({ params }) =>
    queryClient.ensureQueryData(userQuery(params.userId)).catch((error: unknown) => {
      throw isMissing(error) ? notFound() : error;
    }),
  component: lazy(() => import("./routes/user.tsx"), "UserPage"),
});
const auditLog = createRoute({
  getParentRoute: () => operators,
  path: "/audit-log",
  validateSearch: auditSearch,
  loaderDeps: ({ search }) => auditSearch(search),
  loader: ({ deps }) => queryClient.ensureQueryData(auditQuery(deps)),
  component: lazy(() => import("./routes/audit-log.tsx"), "AuditLogPage"),
});

/** An id that cannot be one is as good as one that nobody has. */
const isMissing = (error: unknown) =>
  isNotFound(error) || (error instanceof ApiError && error.status === 400);

export const router = createRouter({
  routeTree: root.addChildren([
    dashboard.addChildren([operators.addChildren([overview, users, user, auditLog])]),
  ]),
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  // The page before stays for 200 ms, then the skeleton of the next one is shown.
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PageSkeleton,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: Failure,
});

/** In the place of a page that was refused or could not be loaded. */
function Failure({ error, reset }: ErrorComponentProps) {
  const isRefused = error instanceof NotForYou || (error instanceof ApiError && error.code === "forbidden");
  if (isRefused) return <NotForYouPage />;
  return (
    <ErrorPage
      error={error}
      retry={() => {
        void queryClient.resetQueries({ predicate: (query) => query.state.status === "error" });
        reset();
        void router.invalidate();
      }}
    />
  );
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
