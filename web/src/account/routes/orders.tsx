import { queryClient } from "@api/client.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { OrderList, OrderPages } from "../features/orders/order-list.tsx";
import { ordersQuery } from "../features/orders/queries.ts";
import { SettingsPage } from "../layout/card.tsx";
import { useText } from "../text.ts";

/** What the page shows. */
export const loadOrders = (cursor: string | undefined) => queryClient.ensureQueryData(ordersQuery(cursor));

export function OrdersPage() {
  const t = useText();
  const { cursor } = useSearch({ from: "/signed-in/account/orders" });
  const { items, nextCursor } = useSuspenseQuery(ordersQuery(cursor)).data;
  return (
    <SettingsPage title={t("history.title")} lead={t("history.lead")}>
      <OrderList orders={items} />
      <OrderPages first={!cursor} next={nextCursor} />
    </SettingsPage>
  );
}
