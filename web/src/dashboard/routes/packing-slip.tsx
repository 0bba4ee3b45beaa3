import { Button } from "@ui/button.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Printer } from "lucide-react";
import { PackingSlip } from "../features/orders/packing-slip.tsx";
import { storeOrderQuery } from "../features/orders/queries.ts";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/orders.ts";

export function PackingSlipPage() {
  const t = useText();
  const store = useStore();
  const { storeOrderId } = useParams({
    from: "/dashboard/stores/$store/orders/$storeOrderId/packing-slip",
  });
  const order = useSuspenseQuery(storeOrderQuery({ storeId: store.id, storeOrderId })).data;
  const params = { store: store.slug, storeOrderId };
  return (
    <Page
      title={t("orders.slip")}
      trail={[
        { label: t("orders.title"), to: "/dashboard/stores/$store/orders", params },
        {
          label: t("orders.numbered", { number: order.orderNumber }),
          to: "/dashboard/stores/$store/orders/$storeOrderId",
          params,
        },
      ]}
      actions={
        <Button size="sm" onClick={() => print()}>
          <Printer size={16} aria-hidden />
          {t("orders.print")}
        </Button>
      }
    >
      <PackingSlip order={order} store={store.name} />
    </Page>
  );
}
