import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { ScrollText, UsersRound } from "lucide-react";
import { auditSearch } from "../features/audit/audit-search.ts";
import { auditQuery } from "../features/audit/queries.ts";
import { askSearch } from "../features/users/ask-search.ts";
import { userQuery, usersQuery } from "../features/users/queries.ts";
import { usersSearch } from "../features/users/users-search.ts";
import { operators } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { isOperator, orNotFound } from "../session/guard.ts";
import { loadAccountsText } from "../texts/accounts.ts";

const users = createRoute({
  getParentRoute: () => operators,
  path: "/users",
  validateSearch: usersSearch,
  // The router leaves in it what was not asked for.
  loaderDeps: ({ search }) => usersSearch(search),
  loader: ({ deps }) => Promise.all([loadAccountsText(), queryClient.ensureQueryData(usersQuery(deps))]),
  component: lazy(() => import("../routes/users.tsx"), "UsersPage"),
});
const user = createRoute({
  getParentRoute: () => operators,
  path: "/users/$userId",
  validateSearch: askSearch,
  loader: ({ params }) =>
    Promise.all([loadAccountsText(), queryClient.ensureQueryData(userQuery(params.userId))]).catch(
      orNotFound,
    ),
  component: lazy(() => import("../routes/user.tsx"), "UserPage"),
});
const auditLog = createRoute({
  getParentRoute: () => operators,
  path: "/audit-log",
  validateSearch: auditSearch,
  loaderDeps: ({ search }) => auditSearch(search),
  loader: ({ deps }) => Promise.all([loadAccountsText(), queryClient.ensureQueryData(auditQuery(deps))]),
  component: lazy(() => import("../routes/audit-log.tsx"), "AuditLogPage"),
});

/** Accounts and what people did, for operators. */
export const accountsArea = {
  ...noPages,
  operators: [users, user, auditLog],
  finders: [
    {
      id: "accounts",
      icon: UsersRound,
      label: "menu.users",
      isFor: (me, store) => !store && isOperator(me),
      find: async (words) => (await import("../features/users/find-users.ts")).findUsers(words),
    },
  ],
  navigation: [
    {
      group: "nav.group.market",
      order: 40,
      to: "/dashboard/users",
      icon: UsersRound,
      label: "menu.users",
      key: "u",
    },
    {
      group: "nav.group.system",
      order: 10,
      to: "/dashboard/audit-log",
      icon: ScrollText,
      label: "menu.auditLog",
      key: "l",
    },
  ],
} as const satisfies Area;
