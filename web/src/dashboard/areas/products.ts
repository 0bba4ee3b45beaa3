import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { Package } from "lucide-react";
import { productImagesQuery } from "../features/images/queries.ts";
import { productsSearch } from "../features/products/products-search.ts";
import { categoriesQuery, productQuery, productsQuery } from "../features/products/queries.ts";
import { managers, store } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { orNotFound } from "../session/guard.ts";
import { atLeast } from "../session/my-stores.ts";
import { loadImagesText } from "../texts/images.ts";
import { loadProductsText } from "../texts/products.ts";

const products = createRoute({
  getParentRoute: () => store,
  path: "/products",
  validateSearch: productsSearch,
  loaderDeps: ({ search }) => productsSearch(search),
  loader: ({ context, deps }) =>
    Promise.all([
      loadProductsText(),
      queryClient.ensureQueryData(productsQuery(context.store.id, deps)),
      queryClient.ensureQueryData(categoriesQuery(context.store.id)),
    ]),
  component: lazy(() => import("../routes/products.tsx"), "ProductsPage"),
});

const newProduct = createRoute({
  getParentRoute: () => managers,
  path: "/products/new",
  loader: ({ context }) =>
    Promise.all([
      loadProductsText(),
      queryClient.ensureQueryData(productsQuery(context.store.id, {}, 1)),
      queryClient.ensureQueryData(categoriesQuery(context.store.id)),
    ]),
  component: lazy(() => import("../routes/product-new.tsx"), "NewProductPage"),
});

const product = createRoute({
  getParentRoute: () => managers,
  path: "/products/$productId",
  loader: ({ context, params }) =>
    Promise.all([
      loadProductsText(),
      loadImagesText(),
      queryClient.ensureQueryData(productImagesQuery(context.store.id, params.productId)),
      queryClient.ensureQueryData(productQuery(context.store.id, params.productId)),
      queryClient.ensureQueryData(productsQuery(context.store.id, {}, 1)),
      queryClient.ensureQueryData(categoriesQuery(context.store.id)),
    ]).catch(orNotFound),
  component: lazy(() => import("../routes/product.tsx"), "ProductPage"),
});

/** A store's products: the list, the editor, bulk changes. */
export const productsArea = {
  ...noPages,
  staff: [products],
  managers: [newProduct, product],
  finders: [
    {
      id: "products",
      icon: Package,
      label: "menu.products",
      isFor: (_me, place) => !!place && atLeast(place.role, "manager"),
      find: async (words, place) =>
        (await import("../features/products/find-products.ts")).findProducts(words, place),
    },
  ],
  navigation: [
    {
      group: "nav.group.goods",
      role: "staff",
      order: 10,
      to: "/dashboard/stores/$store/products",
      icon: Package,
      label: "menu.products",
      key: "p",
    },
  ],
} as const satisfies Area;
