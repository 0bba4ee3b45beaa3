import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { Webhook } from "lucide-react";
import { deliveriesSearch } from "../features/webhooks/deliveries-search.ts";
import {
  deliveriesQuery,
  deliveryQuery,
  endpointQuery,
  endpointsQuery,
  endpointToEditQuery,
  eventTypesQuery,
  type Owner,
} from "../features/webhooks/queries.ts";
import { managers, operators } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { orNotFound } from "../session/guard.ts";
import { loadWebhooksText } from "../texts/webhooks.ts";

const MARKET: Owner = { storeId: "" };

/** What each page needs; both owners have the same pages. */
const load = {
  list: (owner: Owner) =>
    Promise.all([loadWebhooksText(), queryClient.ensureQueryData(endpointsQuery(owner))]),
  create: (owner: Owner) =>
    Promise.all([loadWebhooksText(), queryClient.ensureQueryData(eventTypesQuery(owner))]),
  endpoint: (owner: Owner, webhookEndpointId: string, search: ReturnType<typeof deliveriesSearch>) =>
    Promise.all([
      loadWebhooksText(),
      queryClient.ensureQueryData(endpointQuery({ ...owner, webhookEndpointId })),
      queryClient.ensureQueryData(deliveriesQuery({ ...owner, webhookEndpointId }, search)),
      queryClient.ensureQueryData(eventTypesQuery(owner)),
    ]).catch(orNotFound),
  edit: (owner: Owner, webhookEndpointId: string) =>
    Promise.all([
      loadWebhooksText(),
      queryClient.fetchQuery(endpointToEditQuery({ ...owner, webhookEndpointId })),
      queryClient.ensureQueryData(eventTypesQuery(owner)),
    ]).catch(orNotFound),
  delivery: (owner: Owner, webhookEndpointId: string, webhookDeliveryId: string) =>
    Promise.all([
      loadWebhooksText(),
      queryClient.ensureQueryData(deliveryQuery({ ...owner, webhookEndpointId }, webhookDeliveryId)),
    ]).catch(orNotFound),
};

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
  loader: ({ context }) => load.list({ storeId: context.store.id }),
  component: pages.list,
});
const storeNew = createRoute({
  getParentRoute: () => managers,
  path: "/webhooks/new",
  loader: ({ context }) => load.create({ storeId: context.store.id }),
  component: pages.create,
});
const storeEndpoint = createRoute({
  getParentRoute: () => managers,
  path: "/webhooks/$webhookEndpointId",
  validateSearch: deliveriesSearch,
  loaderDeps: ({ search }) => deliveriesSearch(search),
  loader: ({ context, params, deps }) =>
    load.endpoint({ storeId: context.store.id }, params.webhookEndpointId, deps),
  component: pages.endpoint,
});
const storeEdit = createRoute({
  getParentRoute: () => managers,
  path: "/webhooks/$webhookEndpointId/edit",
  loader: ({ context, params }) => load.edit({ storeId: context.store.id }, params.webhookEndpointId),
  component: pages.edit,
});
const storeDelivery = createRoute({
  getParentRoute: () => managers,
  path: DELIVERY,
  loader: ({ context, params }) =>
    load.delivery({ storeId: context.store.id }, params.webhookEndpointId, params.webhookDeliveryId),
  component: pages.delivery,
});

const marketList = createRoute({
  getParentRoute: () => operators,
  path: "/webhooks",
  loader: () => load.list(MARKET),
  component: pages.list,
});
const marketNew = createRoute({
  getParentRoute: () => operators,
  path: "/webhooks/new",
  loader: () => load.create(MARKET),
  component: pages.create,
});
const marketEndpoint = createRoute({
  getParentRoute: () => operators,
  path: "/webhooks/$webhookEndpointId",
  validateSearch: deliveriesSearch,
  loaderDeps: ({ search }) => deliveriesSearch(search),
  loader: ({ params, deps }) => load.endpoint(MARKET, params.webhookEndpointId, deps),
  component: pages.endpoint,
});
const marketEdit = createRoute({
  getParentRoute: () => operators,
  path: "/webhooks/$webhookEndpointId/edit",
  loader: ({ params }) => load.edit(MARKET, params.webhookEndpointId),
  component: pages.edit,
});
const marketDelivery = createRoute({
  getParentRoute: () => operators,
  path: DELIVERY,
  loader: ({ params }) => load.delivery(MARKET, params.webhookEndpointId, params.webhookDeliveryId),
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
