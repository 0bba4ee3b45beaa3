import { $api, bodyOf, client, queryClient } from "@api/client.ts";

export type OrderRef = { orderId: string; token?: string | undefined };

const paramsOf = ({ orderId, token }: OrderRef) => ({
  params: { path: { orderId }, query: token ? { token } : {} },
});

export const orderQuery = (ref: OrderRef) => ({
  ...$api.queryOptions("get", "/orders/{orderId}", paramsOf(ref)),
  staleTime: 0,
  refetchOnWindowFocus: true,
});

/** Cancels an unpaid order and shows what it is now. */
export async function cancelOrder(ref: OrderRef): Promise<void> {
  const order = await bodyOf(client.POST("/orders/{orderId}/cancel", paramsOf(ref)));
  queryClient.setQueryData(orderQuery(ref).queryKey, order);
}

/** The address at which the order can be paid now. */
export const paymentUrl = async (ref: OrderRef): Promise<string> =>
  (await bodyOf(client.POST("/orders/{orderId}/payment-session", paramsOf(ref)))).paymentUrl;

/** A store's invoice for its part of the order. */
export const invoiceQuery = ({ orderId, token }: OrderRef, storeOrderId: string) =>
  $api.queryOptions("get", "/orders/{orderId}/invoices/{storeOrderId}", {
    params: { path: { orderId, storeOrderId }, query: token ? { token } : {} },
  });
