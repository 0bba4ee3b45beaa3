import type { MerchantOrder, OrderStatus, StoreOrderStatus } from "@api/types.ts";
import { Badge, type Tone } from "@ui/badge.tsx";
import { useText } from "../../texts/orders.ts";

const TONES: Partial<Record<StoreOrderStatus, Tone>> = {
  awaiting_payment: "low",
  processing: "accent",
};

/** How far a store order is, and how far a parcel of several is. */
export function StoreOrderBadge({ order }: { order: MerchantOrder }) {
  const t = useText();
  const isPartly = order.status === "processing" && order.shippedItems > 0;
  return (
    <Badge tone={TONES[order.status] ?? "neutral"}>
      {isPartly
        ? t("orders.partly", {
            shipped: order.shippedItems,
            total: order.totalItems - order.cancelledItems,
          })
        : t(`orders.status.${order.status}`)}
    </Badge>
  );
}

const ORDER_TONES: Partial<Record<OrderStatus, Tone>> = {
  payment_pending: "low",
  paid: "accent",
};

/** How an order of the marketplace stands. */
export function OrderBadge({ status }: { status: OrderStatus }) {
  const t = useText();
  return <Badge tone={ORDER_TONES[status] ?? "neutral"}>{t(`orders.market.status.${status}`)}</Badge>;
}
