import type { Order } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { useMoney } from "@ui/money.ts";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/orders.ts";
import { nameOf } from "./pieces.ts";

/** What each store sends of an order, as an operator sees it. */
export function OrderParts({ order }: { order: Order }) {
  const t = useText();
  const money = useMoney();
  return order.stores.map((part) => (
    <Panel key={part.id} title={part.storeName} action={<Badge>{t(`orders.status.${part.status}`)}</Badge>}>
      <ul className="divide-line -my-2 divide-y text-sm">
        {part.items.map((item) => (
          <li key={item.id} className="flex justify-between gap-4 py-2">
            <span className="min-w-0 break-words">
              {item.quantity} × {nameOf(item)}
              <span className="text-muted block">
                {[
                  item.shippedQuantity > 0 && t("orders.itemShipped", { count: item.shippedQuantity }),
                  item.cancelledQuantity > 0 && t("orders.itemCancelled", { count: item.cancelledQuantity }),
                  item.refundedQuantity > 0 && t("orders.itemRefunded", { count: item.refundedQuantity }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            <span className="num shrink-0">{money(item.lineTotal)}</span>
          </li>
        ))}
      </ul>
      {part.shipments.length > 0 && (
        <ul className="text-muted mt-4 text-sm">
          {part.shipments.map((shipment, at) => (
            <li key={shipment.id} className="break-all">
              {t("orders.parcel", { number: at + 1 })}: {shipment.carrierName} {shipment.trackingNumber}
            </li>
          ))}
        </ul>
      )}
      {part.refunds.length > 0 && (
        <ul className="text-muted mt-4 text-sm">
          {part.refunds.map((refund) => (
            <li key={refund.id} className="break-words">
              {t(`orders.kind.${refund.kind}`)} {money(refund.amount)}: {refund.reason}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  ));
}
