import { queryClient } from "@api/client.ts";
import { orNotFound } from "../../session/guard.ts";
import { loadWebhooksText } from "../../texts/webhooks.ts";
import type { DeliveriesSearch } from "./deliveries-search.ts";
import {
  deliveriesQuery,
  deliveryQuery,
  endpointQuery,
  endpointsQuery,
  endpointToEditQuery,
  eventTypesQuery,
  type Owner,
} from "./queries.ts";

export const loadList = (owner: Owner) =>
  Promise.all([loadWebhooksText(), queryClient.ensureQueryData(endpointsQuery(owner))]);

export const loadNew = (owner: Owner) =>
  Promise.all([loadWebhooksText(), queryClient.ensureQueryData(eventTypesQuery(owner))]);

export const loadEndpoint = (owner: Owner, webhookEndpointId: string, search: DeliveriesSearch) =>
  Promise.all([
    loadWebhooksText(),
    queryClient.ensureQueryData(endpointQuery({ ...owner, webhookEndpointId })),
    queryClient.ensureQueryData(deliveriesQuery({ ...owner, webhookEndpointId }, search)),
    queryClient.ensureQueryData(eventTypesQuery(owner)),
  ]).catch(orNotFound);

/** Asks for the endpoint anew: its version is what the form changes. */
export const loadEdit = (owner: Owner, webhookEndpointId: string) =>
  Promise.all([
    loadWebhooksText(),
    queryClient.fetchQuery(endpointToEditQuery({ ...owner, webhookEndpointId })),
    queryClient.ensureQueryData(eventTypesQuery(owner)),
  ]).catch(orNotFound);

export const loadDelivery = (owner: Owner, webhookEndpointId: string, webhookDeliveryId: string) =>
  Promise.all([
    loadWebhooksText(),
    queryClient.ensureQueryData(deliveryQuery({ ...owner, webhookEndpointId }, webhookDeliveryId)),
  ]).catch(orNotFound);
