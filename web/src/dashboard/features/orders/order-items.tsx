import type { MerchantOrder, OrderItem } from "@api/types.ts";
import { useMoney } from "@ui/money.ts";
import { Picture } from "@ui/picture.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/orders.ts";
import { nameOf, waiting } from "./pieces.ts";

/** What was ordered, what became of each piece, and what is left of the money. */
export function OrderItems({ order }: { order: MerchantOrder }) {
  const t = useText();
  const money = useMoney();
  return (
    <Panel title={t("orders.items")}>
      <ul className="divide-line -my-3 divide-y">
        {order.items.map((item) => (
          <li key={item.id} className="flex items-start gap-4 py-3">
            <Picture
              image={item.image}
              sizes="4rem"
              alt=""
              className="size-16 shrink-0 rounded-xl object-cover"
            />
            <div className="min-w-0 flex-1 text-sm">
              <p className="font-medium break-words">{nameOf(item)}</p>
              {item.sku && <p className="text-muted break-all">{item.sku}</p>}
              <Fate item={item} isPaid={order.status !== "awaiting_payment"} />
            </div>
            <div className="num shrink-0 text-right text-sm">
              <p>
                {item.quantity} × <span className="sr-only">{t("orders.each", { price: "" })}</span>
                {money(item.unitPrice)}
              </p>
              <p className="font-semibold">{money(item.lineTotal)}</p>
            </div>
          </li>
        ))}
      </ul>
      <dl className="border-line mt-6 grid gap-1 border-t pt-4 text-sm">
        <Sum label={t("orders.sum")} value={money(order.subtotal)} />
        {order.refunded.amount > 0 && (
          <>
            <Sum
              label={t("orders.refunded")}
              value={money({ ...order.refunded, amount: -order.refunded.amount })}
            />
            <Sum label={t("orders.kept")} value={money(order.refundable)} />
          </>
        )}
      </dl>
    </Panel>
  );
}

/** How many pieces of an item are where. */
function Fate({ item, isPaid }: { item: OrderItem; isPaid: boolean }) {
  const t = useText();
  const left = waiting(item);
  const parts = [
    isPaid && left > 0 && t("orders.itemWaiting", { count: left }),
    item.shippedQuantity > 0 && t("orders.itemShipped", { count: item.shippedQuantity }),
    item.cancelledQuantity > 0 && t("orders.itemCancelled", { count: item.cancelledQuantity }),
    item.refundedQuantity > 0 && t("orders.itemRefunded", { count: item.refundedQuantity }),
  ].filter(Boolean);
  return <p className="text-muted mt-1">{parts.join(" · ")}</p>;
}

function Sum({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{label}</dt>
      <dd className="num font-semibold">{value}</dd>
    </div>
  );
}
