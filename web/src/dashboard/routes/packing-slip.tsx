import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { OrderPaper } from "../features/orders/order-paper.tsx";
import { PackingSlip } from "../features/orders/packing-slip.tsx";
import { storeOrderQuery } from "../features/orders/queries.ts";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/orders.ts";

export function PackingSlipPage() {
  const t = useText();
  const store = useStore();
  const { storeOrderId } = useParams({
    from: "/dashboard/stores/$store/orders/$storeOrderId/packing-slip",
  });
  const order = useSuspenseQuery(storeOrderQuery({ storeId: store.id, storeOrderId })).data;
  return (
    <OrderPaper title={t("orders.slip")} storeOrderId={storeOrderId} orderNumber={order.orderNumber}>
      <PackingSlip order={order} store={store.name} />
    </OrderPaper>
  );
}
