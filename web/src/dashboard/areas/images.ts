import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { Images } from "lucide-react";
import { managers } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { storePageQuery } from "../routes/images-queries.ts";
import { loadImagesText } from "../texts/images.ts";

const images = createRoute({
  getParentRoute: () => managers,
  path: "/images",
  loader: ({ context }) =>
    Promise.all([loadImagesText(), queryClient.ensureQueryData(storePageQuery(context.store.slug))]),
  component: lazy(() => import("../routes/images.tsx"), "ImagesPage"),
});

/** A store's pictures: its logo, its banner and all that it has uploaded. */
export const imagesArea = {
  ...noPages,
  managers: [images],
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
