import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { OrderTable } from "../features/orders/order-table.tsx";
import { storeOrdersSearch } from "../features/orders/orders-search.ts";
import { orderCountsQuery, storeOrdersQuery } from "../features/orders/queries.ts";
import { StatusTabs } from "../features/orders/status-tabs.tsx";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/orders.ts";

export function StoreOrdersPage() {
  const t = useText();
  const store = useStore();
  const search = storeOrdersSearch(useSearch({ from: "/dashboard/stores/$store/orders" }));
  const { items, nextCursor } = useSuspenseQuery(storeOrdersQuery(store.id, search)).data;
  const counts = useSuspenseQuery(orderCountsQuery(store.id)).data;
  return (
    <Page title={t("orders.title")} lead={t("orders.lead", { store: store.name })}>
      <StatusTabs counts={counts} search={search} />
      <OrderTable orders={items} next={nextCursor} />
    </Page>
  );
}
