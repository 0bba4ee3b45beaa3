import { queryClient } from "@api/client.ts";
import { follow } from "@api/live.ts";
import type { Order } from "@api/types.ts";
import { type OrderRef, orderQuery } from "./queries.ts";

const QUICK_LOOKS = 20;

/**
 * Keeps the order as it is, until the function that it returns is called. Where nothing tells of it, it is asked for
 * every second while it waits for its payment, later every five; and seldom when it does not.
 */
export function followOrder(ref: OrderRef): () => void {
  const { queryKey } = orderQuery(ref);
  return follow({
    path: `/orders/${ref.orderId}/events${ref.token ? `?token=${encodeURIComponent(ref.token)}` : ""}`,
    read: () => queryClient.invalidateQueries({ queryKey, exact: true }),
    pollEvery: () => {
      const looks = queryClient.getQueryState(queryKey)?.dataUpdateCount ?? 0;
      if (queryClient.getQueryData<Order>(queryKey)?.status !== "payment_pending") return 60_000;
      return looks < QUICK_LOOKS ? 1000 : 5000;
    },
  });
}
