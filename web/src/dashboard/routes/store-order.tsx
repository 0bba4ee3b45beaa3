import { AddressText } from "@ui/address-text.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Notes } from "../features/orders/notes.tsx";
import { OrderActions } from "../features/orders/order-actions.tsx";
import { OrderItems } from "../features/orders/order-items.tsx";
import { StoreOrderBadge } from "../features/orders/order-status.tsx";
import { Parcels } from "../features/orders/parcels.tsx";
import { storeOrderQuery } from "../features/orders/queries.ts";
import { Refunds } from "../features/orders/refunds.tsx";
import { Timeline } from "../features/orders/timeline.tsx";
import { Moment } from "../layout/moment.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/orders.ts";

export function StoreOrderPage() {
  const t = useText();
  const store = useStore();
  const { storeOrderId } = useParams({ from: "/dashboard/stores/$store/orders/$storeOrderId" });
  const orderRef = { storeId: store.id, storeOrderId };
  const order = useSuspenseQuery(storeOrderQuery(orderRef)).data;
  return (
    <Page
      title={t("orders.numbered", { number: order.orderNumber })}
      trail={[
        {
          label: t("orders.title"),
          to: "/dashboard/stores/$store/orders",
          params: { store: store.slug },
        },
      ]}
      lead={
        <span className="flex flex-wrap items-center gap-3">
          <StoreOrderBadge order={order} />
          <Moment at={order.placedAt} />
        </span>
      }
      actions={<OrderActions order={order} orderRef={orderRef} store={store.slug} />}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <OrderItems order={order} />
          <Parcels order={order} orderRef={orderRef} />
          <Refunds order={order} />
          <Notes order={order} orderRef={orderRef} />
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <Panel title={t("orders.sendTo")}>
            <AddressText address={order.shipping} />
            {order.shipping.phone && (
              <p className="text-muted mt-2 text-sm">
                {t("orders.phone")}: {order.shipping.phone}
              </p>
            )}
          </Panel>
          <Timeline order={order} />
        </div>
      </div>
    </Page>
  );
}
