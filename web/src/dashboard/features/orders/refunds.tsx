import type { MerchantOrder } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { useMoney } from "@ui/money.ts";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/orders.ts";
import { nameOf } from "./pieces.ts";

/** What the store cancelled and refunded, and how the money is on its way; nothing if there is none. */
export function Refunds({ order }: { order: MerchantOrder }) {
  const t = useText();
  const money = useMoney();
  if (order.refunds.length === 0) return null;
  const names = new Map(order.items.map((item) => [item.id, nameOf(item)]));
  return (
    <Panel title={t("orders.refunds")}>
      <ol className="divide-line -my-4 divide-y text-sm">
        {order.refunds.map((refund) => (
          <li key={refund.id} className="grid gap-1 py-4">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <h3 className="num font-semibold">
                {t(`orders.kind.${refund.kind}`)} · {money(refund.amount)}
              </h3>
              {refund.status && (
                <Badge tone={refund.status === "failed" ? "danger" : "neutral"}>
                  {t(`orders.refundState.${refund.status}`)}
                </Badge>
              )}
            </div>
            <p className="break-words">{refund.reason}</p>
            <ul className="text-muted">
              {refund.items.map(({ itemId, quantity }) => (
                <li key={itemId}>
                  {quantity} × {names.get(itemId)}
                </li>
              ))}
            </ul>
            <p className="text-muted">
              <Moment at={refund.createdAt} />
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
