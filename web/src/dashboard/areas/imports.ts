import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { importSearch, importsSearch } from "../features/imports/imports-search.ts";
import { importQuery, importsQuery, problemsQuery } from "../features/imports/queries.ts";
import { managers } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { orNotFound } from "../session/guard.ts";
import { loadImportsText } from "../texts/imports.ts";

const imports = createRoute({
  getParentRoute: () => managers,
  path: "/imports",
  validateSearch: importsSearch,
  loaderDeps: ({ search }) => importsSearch(search),
  loader: ({ context, deps }) =>
    Promise.all([loadImportsText(), queryClient.ensureQueryData(importsQuery(context.store.id, deps))]),
  component: lazy(() => import("../routes/imports.tsx"), "ImportsPage"),
});

const one = createRoute({
  getParentRoute: () => managers,
  path: "/imports/$importId",
  validateSearch: importSearch,
  loaderDeps: ({ search }) => importSearch(search),
  loader: ({ context, params, deps }) =>
    Promise.all([
      loadImportsText(),
      queryClient.ensureQueryData(importQuery(context.store.id, params.importId)),
      queryClient.ensureQueryData(problemsQuery(context.store.id, params.importId, deps)),
    ]).catch(orNotFound),
  component: lazy(() => import("../routes/import.tsx"), "ImportPage"),
});

/** Imports and exports of products as files. */
export const importsArea = {
  ...noPages,
  managers: [imports, one],
  navigation: [
    {
      group: "nav.group.goods",
      role: "manager",
      order: 40,
      to: "/dashboard/stores/$store/imports",
      icon: FileUp,
      label: "menu.imports",
      key: "i",
    },
  ],
} as const satisfies Area;
