import type { MerchantOrder } from "@api/types.ts";
import { useMoney } from "@ui/money.ts";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/orders.ts";
import { type Happening, historyOf } from "./history.ts";

/** What happened to an order, the latest first. */
export function Timeline({ order }: { order: MerchantOrder }) {
  const t = useText();
  const money = useMoney();
  const say = (one: Happening): string => {
    switch (one.kind) {
      case "placed":
      case "paid":
        return t(`orders.event.${one.kind}`);
      case "shipped":
        return t("orders.event.shipped", { number: one.number, carrier: one.shipment.carrierName });
      case "delivered":
        return t("orders.event.delivered", { number: one.number });
      case "cancellation":
        return t("orders.event.cancellation", {
          count: one.refund.items.reduce((sum, { quantity }) => sum + quantity, 0),
        });
      case "refund":
        return t("orders.event.refund", { amount: money(one.refund.amount) });
      case "note":
        return t("orders.event.note", { author: one.author || t("orders.somebody") });
    }
  };
  return (
    <Panel title={t("orders.history")}>
      <ol className="border-line ml-1 grid gap-4 border-l pl-4 text-sm">
        {historyOf(order).map((one) => (
          <li key={one.key}>
            <p className="font-medium">{say(one)}</p>
            <p className="text-muted">
              <Moment at={one.at} />
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
