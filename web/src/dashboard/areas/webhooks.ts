import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { Webhook } from "lucide-react";
import { deliveriesSearch } from "../features/webhooks/deliveries-search.ts";
import type { Owner } from "../features/webhooks/queries.ts";
import { managers, operators } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";

const MARKET: Owner = { storeId: "" };

/** What the pages need is asked for by a file of its own: few who work here have endpoints. */
const load = () => import("../features/webhooks/load.ts");

const pages = {
  list: lazy(() => import("../routes/webhooks.tsx"), "WebhooksPage"),
  create: lazy(() => import("../routes/webhook-new.tsx"), "NewWebhookPage"),
  endpoint: lazy(() => import("../routes/webhook.tsx"), "WebhookPage"),
  edit: lazy(() => import("../routes/webhook-edit.tsx"), "EditWebhookPage"),
  delivery: lazy(() => import("../routes/webhook-delivery.tsx"), "WebhookDeliveryPage"),
};

const DELIVERY = "/webhooks/$webhookEndpointId/deliveries/$webhookDeliveryId";

const storeList = createRoute({
  getParentRoute: () => managers,
  path: "/webhooks",
  loader: async ({ context }) => (await load()).loadList({ storeId: context.store.id }),
  component: pages.list,
});
const storeNew = createRoute({
  getParentRoute: () => managers,
  path: "/webhooks/new",
  loader: async ({ context }) => (await load()).loadNew({ storeId: context.store.id }),
  component: pages.create,
});
const storeEndpoint = createRoute({
  getParentRoute: () => managers,
  path: "/webhooks/$webhookEndpointId",
  validateSearch: deliveriesSearch,
  loaderDeps: ({ search }) => deliveriesSearch(search),
  loader: async ({ context, params, deps }) =>
    (await load()).loadEndpoint({ storeId: context.store.id }, params.webhookEndpointId, deps),
  component: pages.endpoint,
});
const storeEdit = createRoute({
  getParentRoute: () => managers,
  path: "/webhooks/$webhookEndpointId/edit",
  loader: async ({ context, params }) =>
    (await load()).loadEdit({ storeId: context.store.id }, params.webhookEndpointId),
  component: pages.edit,
});
const storeDelivery = createRoute({
  getParentRoute: () => managers,
  path: DELIVERY,
  loader: async ({ context, params }) =>
    (await load()).loadDelivery(
      { storeId: context.store.id },
      params.webhookEndpointId,
      params.webhookDeliveryId,
    ),
  component: pages.delivery,
});

const marketList = createRoute({
  getParentRoute: () => operators,
  path: "/webhooks",
  loader: async () => (await load()).loadList(MARKET),
  component: pages.list,
});
const marketNew = createRoute({
  getParentRoute: () => operators,
  path: "/webhooks/new",
  loader: async () => (await load()).loadNew(MARKET),
  component: pages.create,
});
const marketEndpoint = createRoute({
  getParentRoute: () => operators,
  path: "/webhooks/$webhookEndpointId",
  validateSearch: deliveriesSearch,
  loaderDeps: ({ search }) => deliveriesSearch(search),
  loader: async ({ params, deps }) => (await load()).loadEndpoint(MARKET, params.webhookEndpointId, deps),
  component: pages.endpoint,
});
const marketEdit = createRoute({
  getParentRoute: () => operators,
  path: "/webhooks/$webhookEndpointId/edit",
  loader: async ({ params }) => (await load()).loadEdit(MARKET, params.webhookEndpointId),
  component: pages.edit,
});
const marketDelivery = createRoute({
  getParentRoute: () => operators,
  path: DELIVERY,
  loader: async ({ params }) =>
    (await load()).loadDelivery(MARKET, params.webhookEndpointId, params.webhookDeliveryId),
  component: pages.delivery,
});

/** Addresses that are told of events: a store's, and the marketplace's. */
export const webhooksArea = {
  ...noPages,
  managers: [storeList, storeNew, storeEndpoint, storeEdit, storeDelivery],
  operators: [marketList, marketNew, marketEndpoint, marketEdit, marketDelivery],
  navigation: [
    {
      group: "nav.group.store",
      role: "manager",
      order: 50,
      to: "/dashboard/stores/$store/webhooks",
      icon: Webhook,
      label: "menu.webhooks",
      key: "w",
    },
    {
      group: "nav.group.system",
      order: 25,
      to: "/dashboard/webhooks",
      icon: Webhook,
      label: "menu.webhooks",
      key: "w",
    },
  ],
} as const satisfies Area;
