import type { LinkProps } from "@tanstack/react-router";
import { useStoreIfAny } from "../../session/my-stores.ts";
import type { Owner } from "./queries.ts";

/** What a link leads to. */
type Way = Pick<LinkProps, "to" | "params">;

/** Whose endpoints a page is about, and where its pages are. */
export type Place = {
  owner: Owner;
  list: Way;
  create: Way;
  endpoint: (webhookEndpointId: string) => Way;
  edit: (webhookEndpointId: string) => Way;
  delivery: (webhookEndpointId: string, webhookDeliveryId: string) => Way;
};

const MARKET: Place = {
  owner: { storeId: "" },
  list: { to: "/dashboard/webhooks" },
  create: { to: "/dashboard/webhooks/new" },
  endpoint: (webhookEndpointId) => ({
    to: "/dashboard/webhooks/$webhookEndpointId",
    params: { webhookEndpointId },
  }),
  edit: (webhookEndpointId) => ({
    to: "/dashboard/webhooks/$webhookEndpointId/edit",
    params: { webhookEndpointId },
  }),
  delivery: (webhookEndpointId, webhookDeliveryId) => ({
    to: "/dashboard/webhooks/$webhookEndpointId/deliveries/$webhookDeliveryId",
    params: { webhookEndpointId, webhookDeliveryId },
  }),
};

const ofStore = (storeId: string, store: string): Place => ({
  owner: { storeId },
  list: { to: "/dashboard/stores/$store/webhooks", params: { store } },
  create: { to: "/dashboard/stores/$store/webhooks/new", params: { store } },
  endpoint: (webhookEndpointId) => ({
    to: "/dashboard/stores/$store/webhooks/$webhookEndpointId",
    params: { store, webhookEndpointId },
  }),
  edit: (webhookEndpointId) => ({
    to: "/dashboard/stores/$store/webhooks/$webhookEndpointId/edit",
    params: { store, webhookEndpointId },
  }),
  delivery: (webhookEndpointId, webhookDeliveryId) => ({
    to: "/dashboard/stores/$store/webhooks/$webhookEndpointId/deliveries/$webhookDeliveryId",
    params: { store, webhookEndpointId, webhookDeliveryId },
  }),
});

/** The store of the address, else the marketplace. */
export function usePlace(): Place {
  const store = useStoreIfAny();
  return store ? ofStore(store.id, store.slug) : MARKET;
}
