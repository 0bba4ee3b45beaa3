import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { Order } from "@api/types.ts";

export type OrderRef = { orderId: string; token?: string | undefined };

const paramsOf = ({ orderId, token }: OrderRef) => ({
  params: { path: { orderId }, query: token ? { token } : {} },
});

const QUICK_LOOKS = 20;

/**
 * The order. While it waits for its payment it is asked for every second, later every five; a hidden tab
 * does not ask.
 */
export const orderQuery = (ref: OrderRef) => {
  const options = $api.queryOptions("get", "/orders/{orderId}", paramsOf(ref));
  return {
    ...options,
    staleTime: 0,
    refetchOnWindowFocus: true,
    refetchInterval: (query: { state: { data?: Order | undefined; dataUpdateCount: number } }) => {
      if (query.state.data?.status !== "payment_pending") return false;
      return query.state.dataUpdateCount < QUICK_LOOKS ? 1000 : 5000;
    },
  };
};

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
