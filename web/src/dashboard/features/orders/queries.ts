import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import type { MerchantOrder, OrderStatus, StoreOrderStatus } from "@api/types.ts";
import type { components } from "@api/schema";
import type { OrdersSearch } from "./orders-search.ts";

type Schemas = components["schemas"];

const PAGE = 50;

/** A page of a store's orders, the newest first. */
export const storeOrdersQuery = (storeId: string, search: OrdersSearch<StoreOrderStatus>) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/orders", {
    params: { path: { storeId }, query: { limit: PAGE, ...search } },
  }),
  staleTime: 0,
});

/** How many of a store's orders are in each state. */
export const orderCountsQuery = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/order-counts", { params: { path: { storeId } } }),
  staleTime: 0,
});

export type OrderRef = { storeId: string; storeOrderId: string };

const at = (ref: OrderRef) => ({ path: ref });

export const storeOrderQuery = (ref: OrderRef) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/orders/{storeOrderId}", { params: at(ref) }),
  staleTime: 0,
});

export const storeInvoiceQuery = (ref: OrderRef) =>
  $api.queryOptions("get", "/stores/{storeId}/orders/{storeOrderId}/invoice", { params: at(ref) });

/** A page of all orders, the newest first, for operators. */
export const allOrdersQuery = (search: OrdersSearch<OrderStatus>) => ({
  ...$api.queryOptions("get", "/admin/orders", { params: { query: { limit: PAGE, ...search } } }),
  staleTime: 0,
});

export const anyOrderQuery = (orderId: string) => ({
  ...$api.queryOptions("get", "/admin/orders/{orderId}", { params: { path: { orderId } } }),
  staleTime: 0,
});

/** Has a refund sent anew that failed at the payment provider, and shows what the order is then. */
export async function retryRefund(orderId: string, refundId: string): Promise<void> {
  const { queryKey } = anyOrderQuery(orderId);
  try {
    const path = { orderId, refundId };
    const dossier = await bodyOf(
      client.POST("/admin/orders/{orderId}/refunds/{refundId}/retry", { params: { path } }),
    );
    queryClient.setQueryData(queryKey, dossier);
  } catch (error) {
    void queryClient.invalidateQueries({ queryKey });
    throw error;
  }
}

/** Shows what an order is after it was worked on; counts and lists are asked for again. */
async function show(ref: OrderRef, call: Promise<{ data?: MerchantOrder }>): Promise<void> {
  try {
    const { data } = await call;
    if (data) queryClient.setQueryData(storeOrderQuery(ref).queryKey, data);
  } catch (error) {
    // Somebody else was faster: what is shown is not what is there.
    if (error instanceof ApiError && [404, 409, 412].includes(error.status))
      await queryClient.invalidateQueries({ queryKey: storeOrderQuery(ref).queryKey });
    throw error;
  }
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) =>
      queryKey[1] === "/stores/{storeId}/orders" || queryKey[1] === "/stores/{storeId}/order-counts",
  });
}

/** What goes out with a request that must not be done twice, and only to the version that was seen. */
export type Once = { key: string; version: number };

const once = ({ key, version }: Once) => ({ "Idempotency-Key": key, "If-Match": `"${version}"` });

export const ship = (ref: OrderRef, o: Once, body: Schemas["ShipOrder"]) =>
  show(
    ref,
    client.POST("/stores/{storeId}/orders/{storeOrderId}/ship", {
      params: { ...at(ref), header: once(o) },
      body,
    }),
  );

export const cancelItems = (ref: OrderRef, o: Once, body: Schemas["CancelItems"]) =>
  show(
    ref,
    client.POST("/stores/{storeId}/orders/{storeOrderId}/cancel", {
      params: { ...at(ref), header: once(o) },
      body,
    }),
  );

export const refundItems = (ref: OrderRef, o: Once, body: Schemas["RefundItems"]) =>
  show(
    ref,
    client.POST("/stores/{storeId}/orders/{storeOrderId}/refund", {
      params: { ...at(ref), header: once(o) },
      body,
    }),
  );

export const changeTracking = (
  ref: OrderRef,
  shipmentId: string,
  version: number,
  body: Schemas["ChangeTracking"],
) =>
  show(
    ref,
    client.PATCH("/stores/{storeId}/orders/{storeOrderId}/shipments/{shipmentId}", {
      params: { path: { ...ref, shipmentId }, header: { "If-Match": `"${version}"` } },
      body,
    }),
  );

export const deliverAll = (ref: OrderRef) =>
  show(ref, client.POST("/stores/{storeId}/orders/{storeOrderId}/deliver", { params: at(ref) }));

export const deliverOne = (ref: OrderRef, shipmentId: string) =>
  show(
    ref,
    client.POST("/stores/{storeId}/orders/{storeOrderId}/shipments/{shipmentId}/deliver", {
      params: { path: { ...ref, shipmentId } },
    }),
  );

export const addNote = (ref: OrderRef, body: string) =>
  show(
    ref,
    client.POST("/stores/{storeId}/orders/{storeOrderId}/notes", {
      params: at(ref),
      body: { body },
    }),
  );
