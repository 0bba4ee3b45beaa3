import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { FolderTree } from "lucide-react";
import { categorySearch } from "../features/categories/category-search.ts";
import { categoriesQuery } from "../features/categories/queries.ts";
import { operators } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { loadCategoriesText } from "../texts/categories.ts";

const categories = createRoute({
  getParentRoute: () => operators,
  path: "/categories",
  validateSearch: categorySearch,
  loader: () => Promise.all([loadCategoriesText(), queryClient.ensureQueryData(categoriesQuery())]),
  component: lazy(() => import("../routes/categories.tsx"), "CategoriesPage"),
});

/** The tree of categories and their attributes, for operators. */
export const categoriesArea = {
  ...noPages,
  operators: [categories],
  navigation: [
    {
      group: "nav.group.catalogue",
      order: 10,
      to: "/dashboard/categories",
      icon: FolderTree,
      label: "menu.categories",
      key: "c",
    },
  ],
} as const satisfies Area;
