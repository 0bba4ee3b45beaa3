import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { components } from "@api/schema";
import type { DeliveriesSearch } from "./deliveries-search.ts";

type Schemas = components["schemas"];

/** Whose endpoints they are: a store's or, with an empty id, the marketplace's. */
export type Owner = { storeId: string };

/** The addresses of both begin differently; what is sent and what is answered is the same. */
const at = <Rest extends string>(owner: Owner, rest: Rest) =>
  `${owner.storeId ? "/stores/{storeId}" : "/admin"}/${rest}` as `/stores/{storeId}/${Rest}`;

/** An endpoint and whose it is. */
export type EndpointRef = Owner & { webhookEndpointId: string };

const ENDPOINT = "webhook-endpoints/{webhookEndpointId}";

export const eventTypesQuery = (owner: Owner) =>
  $api.queryOptions("get", at(owner, "webhook-event-types"), { params: { path: owner } });

export const endpointsQuery = (owner: Owner) => ({
  ...$api.queryOptions("get", at(owner, "webhook-endpoints"), { params: { path: owner } }),
  staleTime: 0,
});

/** An endpoint, asked again while one looks: how it fares changes by itself. */
export const endpointQuery = (ref: EndpointRef) => ({
  ...$api.queryOptions("get", at(ref, ENDPOINT), { params: { path: ref } }),
  staleTime: 0,
  refetchInterval: 10_000,
});

/** The same for a form, which must not change under one's hands. */
export const endpointToEditQuery = (ref: EndpointRef) => ({ ...endpointQuery(ref), refetchInterval: 0 });

/** A page of what was sent, the latest first. It is asked again soon while something is on its way. */
export const deliveriesQuery = (ref: EndpointRef, search: DeliveriesSearch) => ({
  ...$api.queryOptions("get", at(ref, `${ENDPOINT}/deliveries`), {
    params: { path: ref, query: { limit: 50, ...search } },
  }),
  staleTime: 0,
  refetchInterval: (query: { state: { data: Schemas["WebhookDeliveryPage"] | undefined } }) =>
    query.state.data?.items.some(isDue) ? 1500 : 10_000,
});

/** A delivery with its attempts, asked again soon while it is on its way. */
export const deliveryQuery = (ref: EndpointRef, webhookDeliveryId: string) => ({
  ...$api.queryOptions("get", at(ref, `${ENDPOINT}/deliveries/{webhookDeliveryId}`), {
    params: { path: { ...ref, webhookDeliveryId } },
  }),
  staleTime: 0,
  refetchInterval: (query: { state: { data: Schemas["WebhookDeliveryDetail"] | undefined } }) =>
    query.state.data && isDue(query.state.data.delivery) ? 1000 : 10_000,
});

/** Whether the next attempt is made about now. */
const isDue = ({ status, nextAttemptAt }: Schemas["WebhookDelivery"]) =>
  status === "pending" && new Date(nextAttemptAt ?? 0).getTime() < Date.now() + 5000;

/** Asks again for everything that is shown of endpoints and deliveries. */
export const refreshWebhooks = () =>
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) =>
      typeof queryKey[1] === "string" && queryKey[1].includes("/webhook-endpoints"),
  });

const show = (ref: EndpointRef, endpoint: Schemas["WebhookEndpoint"]) => {
  queryClient.setQueryData(endpointQuery(ref).queryKey, endpoint);
  void queryClient.invalidateQueries({ queryKey: endpointsQuery({ storeId: ref.storeId }).queryKey });
  return endpoint;
};

/** Adds an endpoint; its secret is in the answer alone. */
export async function createEndpoint(owner: Owner, body: Schemas["CreateWebhookEndpoint"]) {
  const made = await bodyOf(client.POST(at(owner, "webhook-endpoints"), { params: { path: owner }, body }));
  show({ ...owner, webhookEndpointId: made.endpoint.id }, made.endpoint);
  return made;
}

/** Changes the version that is shown. */
export async function updateEndpoint(ref: EndpointRef, body: Schemas["UpdateWebhookEndpoint"]) {
  const shown = queryClient.getQueryData<Schemas["WebhookEndpoint"]>(endpointQuery(ref).queryKey);
  const header = { "If-Match": `"${shown?.version ?? 0}"` };
  return show(ref, await bodyOf(client.PATCH(at(ref, ENDPOINT), { params: { path: ref, header }, body })));
}

export async function setPaused(ref: EndpointRef, paused: boolean): Promise<void> {
  const call = client.POST(at(ref, `${ENDPOINT}/${paused ? "pause" : "enable"}`), { params: { path: ref } });
  show(ref, await bodyOf(call));
}

/** Makes a new secret, which is in the answer alone. */
export async function rotateSecret(ref: EndpointRef): Promise<string> {
  const made = await bodyOf(client.POST(at(ref, `${ENDPOINT}/secret`), { params: { path: ref } }));
  show(ref, made.endpoint);
  return made.secret;
}

export async function deleteEndpoint(ref: EndpointRef): Promise<void> {
  await client.DELETE(at(ref, ENDPOINT), { params: { path: ref } });
}

/** Sends the test event; gives its delivery, which is not made yet. */
export const testEndpoint = (ref: EndpointRef) =>
  bodyOf(client.POST(at(ref, `${ENDPOINT}/test`), { params: { path: ref } }));

/** Sends again what was given up and begun since a time; gives how many there were. */
export async function replayFailed(ref: EndpointRef, since: Date): Promise<number> {
  const body = { since: since.toISOString() };
  const { replayed } = await bodyOf(
    client.POST(at(ref, `${ENDPOINT}/replay`), { params: { path: ref }, body }),
  );
  return replayed;
}

export async function replayDelivery(ref: EndpointRef, webhookDeliveryId: string): Promise<void> {
  const path = { ...ref, webhookDeliveryId };
  await client.POST(at(ref, `${ENDPOINT}/deliveries/{webhookDeliveryId}/replay`), { params: { path } });
}
