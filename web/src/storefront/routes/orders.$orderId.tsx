import { queryClient } from "@api/client.ts";
import { isNotFound } from "@api/problem.ts";
import { usePageTitle } from "@ui/page-title.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, notFound } from "@tanstack/react-router";
import { useEffect } from "react";
import { followOrder } from "../features/orders/follow-order.ts";
import { MissingOrder } from "../features/orders/missing-order.tsx";
import { OrderView } from "../features/orders/order-view.tsx";
import { orderQuery } from "../features/orders/queries.ts";
import { loadOrderingText, useText } from "../ordering-text.ts";

export const Route = createFileRoute("/orders/$orderId")({
  validateSearch: (raw: Record<string, unknown>): { token?: string } =>
    typeof raw.token === "string" ? { token: raw.token } : {},
  loaderDeps: ({ search }) => search,
  loader: async ({ params, deps }) => {
    const order = queryClient.fetchQuery(orderQuery({ orderId: params.orderId, token: deps.token }));
    await Promise.all([order, loadOrderingText()]).catch((error: unknown) => {
      throw isNotFound(error) ? notFound() : error;
    });
  },
  component: OrderPage,
  notFoundComponent: MissingOrder,
});

function OrderPage() {
  const t = useText();
  const { orderId } = Route.useParams();
  const { token } = Route.useSearch();
  const orderRef = { orderId, token };
  const order = useSuspenseQuery(orderQuery(orderRef)).data;
  useEffect(() => followOrder({ orderId, token }), [orderId, token]);
  usePageTitle(t("order.title", { number: order.number }));
  return <OrderView order={order} orderRef={orderRef} />;
}
