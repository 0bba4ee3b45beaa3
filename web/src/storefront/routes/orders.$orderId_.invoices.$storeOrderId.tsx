import { queryClient } from "@api/client.ts";
import { isNotFound } from "@api/problem.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, notFound } from "@tanstack/react-router";
import { InvoicePage } from "../features/orders/invoice-page.tsx";
import { MissingOrder } from "../features/orders/missing-order.tsx";
import { invoiceQuery } from "../features/orders/queries.ts";
import { loadOrderingText } from "../ordering-text.ts";

export const Route = createFileRoute("/orders/$orderId_/invoices/$storeOrderId")({
  validateSearch: (raw: Record<string, unknown>): { token?: string } =>
    typeof raw.token === "string" ? { token: raw.token } : {},
  loaderDeps: ({ search }) => search,
  loader: async ({ params, deps }) => {
    const orderRef = { orderId: params.orderId, token: deps.token };
    const invoice = queryClient.ensureQueryData(invoiceQuery(orderRef, params.storeOrderId));
    await Promise.all([invoice, loadOrderingText()]).catch((error: unknown) => {
      throw isNotFound(error) ? notFound() : error;
    });
  },
  component: Invoice,
  notFoundComponent: MissingOrder,
});

function Invoice() {
  const { orderId, storeOrderId } = Route.useParams();
  const orderRef = { orderId, token: Route.useSearch().token };
  const invoice = useSuspenseQuery(invoiceQuery(orderRef, storeOrderId)).data;
  return <InvoicePage invoice={invoice} orderRef={orderRef} />;
}
