import { InvoiceSheet } from "@ui/invoice-sheet.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { OrderPaper } from "../features/orders/order-paper.tsx";
import { storeInvoiceQuery } from "../features/orders/queries.ts";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/orders.ts";

export function StoreInvoicePage() {
  const t = useText();
  const store = useStore();
  const { storeOrderId } = useParams({
    from: "/dashboard/stores/$store/orders/$storeOrderId/invoice",
  });
  const invoice = useSuspenseQuery(storeInvoiceQuery({ storeId: store.id, storeOrderId })).data;
  const title = t("orders.inv.title", { number: invoice.number });
  return (
    <OrderPaper title={title} storeOrderId={storeOrderId} orderNumber={invoice.orderNumber}>
      <InvoiceSheet
        invoice={invoice}
        words={{
          title,
          number: t("orders.inv.number"),
          issued: t("orders.inv.issued"),
          order: t("orders.inv.order"),
          ordered: t("orders.inv.ordered"),
          paid: t("orders.inv.paid"),
          seller: t("orders.inv.seller"),
          taxId: t("orders.inv.taxId"),
          billTo: t("orders.inv.billTo"),
          shipTo: t("orders.inv.shipTo"),
          item: t("orders.inv.item"),
          quantity: t("orders.inv.quantity"),
          price: t("orders.inv.price"),
          sum: t("orders.inv.sum"),
          total: t("orders.inv.total"),
        }}
      />
    </OrderPaper>
  );
}
