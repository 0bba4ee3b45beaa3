import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { Images } from "lucide-react";
import { productImagesQuery } from "../features/images/queries.ts";
import { managers } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { catalogProductQuery, storePageQuery } from "../routes/images-queries.ts";
import { orNotFound } from "../session/guard.ts";
import { loadImagesText } from "../texts/images.ts";

const images = createRoute({
  getParentRoute: () => managers,
  path: "/images",
  loader: ({ context }) =>
    Promise.all([loadImagesText(), queryClient.ensureQueryData(storePageQuery(context.store.slug))]),
  component: lazy(() => import("../routes/images.tsx"), "ImagesPage"),
});

const productImages = createRoute({
  getParentRoute: () => managers,
  path: "/products/$productId/images",
  loader: ({ context, params }) =>
    Promise.all([
      loadImagesText(),
      queryClient.ensureQueryData(productImagesQuery(context.store.id, params.productId)),
      queryClient.ensureQueryData(catalogProductQuery(context.store.id, params.productId)),
    ]).catch(orNotFound),
  component: lazy(() => import("../routes/product-images.tsx"), "ProductImagesPage"),
});

/** Pictures of products and of stores. */
export const imagesArea = {
  ...noPages,
  managers: [images, productImages],
  navigation: [
    {
      group: "nav.group.store",
      role: "manager",
      order: 40,
      to: "/dashboard/stores/$store/images",
      icon: Images,
      label: "menu.images",
    },
  ],
} as const satisfies Area;
