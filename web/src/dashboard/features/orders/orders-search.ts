import type { OrderStatus, StoreOrderStatus } from "@api/types.ts";

/** The states of a store's orders, those with work to do first. */
export const STATUSES = [
  "processing",
  "shipped",
  "delivered",
  "awaiting_payment",
  "cancelled",
  "returned",
] as const satisfies StoreOrderStatus[];

export const ORDER_STATUSES = [
  "payment_pending",
  "paid",
  "completed",
  "partially_refunded",
  "refunded",
  "cancelled",
  "expired",
] as const satisfies OrderStatus[];

/** What the address of a list of orders may say. */
export type OrdersSearch<Status extends string> = { status?: Status; q?: string; cursor?: string };

const searchOf =
  <Status extends string>(statuses: readonly Status[], longest: number) =>
  (raw: Record<string, unknown>): OrdersSearch<Status> => {
    const status = statuses.find((one) => one === raw.status);
    // A number in the address is read as one.
    const q = (typeof raw.q === "number" ? String(raw.q) : typeof raw.q === "string" ? raw.q : "").trim();
    return {
      ...(status && { status }),
      ...(q && q.length <= longest && { q }),
      ...(typeof raw.cursor === "string" && raw.cursor && { cursor: raw.cursor }),
    };
  };

/** Reads the address of a store's queue; what the API would not take is left out. */
export const storeOrdersSearch = searchOf(STATUSES, 100);

/** The same for the orders of the marketplace. */
export const allOrdersSearch = searchOf(ORDER_STATUSES, 254);
