import { AddressText } from "@ui/address-text.tsx";
import { useMoney } from "@ui/money.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { OrderParts } from "../features/orders/order-parts.tsx";
import { OrderBadge } from "../features/orders/order-status.tsx";
import { PaymentPanel } from "../features/orders/payment-panel.tsx";
import { anyOrderQuery } from "../features/orders/queries.ts";
import { Moment } from "../layout/moment.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { useText } from "../texts/orders.ts";

export function AnyOrderPage() {
  const t = useText();
  const money = useMoney();
  const { orderId } = useParams({ from: "/dashboard/operators/orders/$orderId" });
  const dossier = useSuspenseQuery(anyOrderQuery(orderId)).data;
  const { order } = dossier;
  return (
    <Page
      title={t("orders.numbered", { number: order.number })}
      trail={[{ label: t("orders.title"), to: "/dashboard/orders" }]}
      lead={
        <span className="flex flex-wrap items-center gap-3">
          <OrderBadge status={order.status} />
          <span className="num">{money(order.total)}</span>
          <Moment at={order.placedAt} />
        </span>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <OrderParts order={order} />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <PaymentPanel dossier={dossier} />
          <Panel title={t("orders.market.buyer")}>
            <p className="text-sm break-all">{order.email}</p>
            <h3 className="mt-4 text-sm font-semibold">{t("orders.market.shipping")}</h3>
            <AddressText address={order.shipping} />
            <h3 className="mt-4 text-sm font-semibold">{t("orders.market.billing")}</h3>
            <AddressText address={order.billing} />
          </Panel>
        </div>
      </div>
    </Page>
  );
}
