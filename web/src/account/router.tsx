import { queryClient } from "@api/client.ts";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent as lazy,
} from "@tanstack/react-router";
import { ErrorPage } from "@ui/error-page.tsx";
import { parseSearch, stringifySearch } from "@ui/search-params.ts";
import { AccountFrame } from "./layout/account-frame.tsx";
import { PageSkeleton } from "./layout/page-skeleton.tsx";
import { NotFoundPage } from "./layout/not-found-page.tsx";
import { Root } from "./layout/root.tsx";
import { requireSession } from "./session/guard.ts";
import { loginSearch } from "./session/login-search.ts";

// A page's code comes with the page, and says what it has to load: these lines are all that every page has of
// the others.

const root = createRootRoute({ component: Root });

const token = (raw: Record<string, unknown>): { token?: string } =>
  typeof raw.token === "string" && raw.token ? { token: raw.token } : {};
const cursor = (raw: Record<string, unknown>): { cursor?: string } =>
  typeof raw.cursor === "string" && raw.cursor ? { cursor: raw.cursor } : {};
const returnTo = (raw: Record<string, unknown>): { returnTo?: string } =>
  typeof raw.returnTo === "string" && raw.returnTo ? { returnTo: raw.returnTo } : {};

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: loginSearch,
  component: lazy(() => import("./routes/login.tsx"), "LoginPage"),
});
const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  validateSearch: returnTo,
  component: lazy(() => import("./routes/register.tsx"), "RegisterPage"),
});
const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: "/verify-email",
  validateSearch: token,
  component: lazy(() => import("./routes/verify-email.tsx"), "VerifyEmailPage"),
});
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazy(() => import("./routes/forgot-password.tsx"), "ForgotPasswordPage"),
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  validateSearch: token,
  component: lazy(() => import("./routes/reset-password.tsx"), "ResetPasswordPage"),
});

const stockWish = createRoute({
  getParentRoute: () => root,
  path: "/stock-wish",
  validateSearch: token,
  component: lazy(() => import("./routes/stock-wish.tsx"), "StockWishPage"),
});
const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: "/accept-invitation",
  validateSearch: token,
  component: lazy(() => import("./routes/accept-invitation.tsx"), "AcceptInvitationPage"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: ({ location }) => requireSession(location.href),
});
const confirmEmail = createRoute({
  getParentRoute: () => signedIn,
  path: "/confirm-email",
  validateSearch: token,
  component: lazy(() => import("./routes/confirm-email.tsx"), "ConfirmEmailPage"),
});
const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/account",
  component: AccountFrame,
  pendingComponent: PageSkeleton,
});
const profile = createRoute({
  getParentRoute: () => account,
  path: "/",
  component: lazy(() => import("./routes/profile.tsx"), "ProfilePage"),
});
const orders = createRoute({
  getParentRoute: () => account,
  path: "/orders",
  validateSearch: cursor,
  loaderDeps: ({ search }) => search,
  loader: async ({ deps }) => (await import("./routes/orders.tsx")).loadOrders(deps.cursor),
  pendingComponent: PageSkeleton,
  component: lazy(() => import("./routes/orders.tsx"), "OrdersPage"),
});
const addresses = createRoute({
  getParentRoute: () => account,
  path: "/addresses",
  loader: async () => (await import("./routes/addresses.tsx")).loadAddresses(),
  pendingComponent: PageSkeleton,
  component: lazy(() => import("./routes/addresses.tsx"), "AddressesPage"),
});
const security = createRoute({
  getParentRoute: () => account,
  path: "/security",
  loader: async () => (await import("./routes/security.tsx")).loadSecurity(),
  pendingComponent: PageSkeleton,
  component: lazy(() => import("./routes/security.tsx"), "SecurityPage"),
});
const sessions = createRoute({
  getParentRoute: () => account,
  path: "/sessions",
  loader: async () => (await import("./routes/sessions.tsx")).loadSessions(),
  pendingComponent: PageSkeleton,
  component: lazy(() => import("./routes/sessions.tsx"), "SessionsPage"),
});
const notifications = createRoute({
  getParentRoute: () => account,
  path: "/notifications",
  loader: async () => (await import("./routes/notifications.tsx")).loadNotifications(),
  pendingComponent: PageSkeleton,
  component: lazy(() => import("./routes/notifications.tsx"), "NotificationsPage"),
});
const privacy = createRoute({
  getParentRoute: () => account,
  path: "/privacy",
  loader: async () => (await import("./routes/privacy.tsx")).loadPrivacy(),
  pendingComponent: PageSkeleton,
  component: lazy(() => import("./routes/privacy.tsx"), "PrivacyPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    register,
    verifyEmail,
    forgotPassword,
    resetPassword,
    acceptInvitation,
    stockWish,
    signedIn.addChildren([
      confirmEmail,
      account.addChildren([profile, orders, addresses, notifications, security, sessions, privacy]),
    ]),
  ]),
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: ({ error, reset }) => (
    <ErrorPage
      error={error}
      retry={() => {
        void queryClient.resetQueries({ predicate: (query) => query.state.status === "error" });
        reset();
        void router.invalidate();
      }}
    />
  ),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
