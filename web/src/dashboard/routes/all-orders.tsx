import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { AllOrderTable } from "../features/orders/all-order-table.tsx";
import { allOrdersSearch } from "../features/orders/orders-search.ts";
import { allOrdersQuery } from "../features/orders/queries.ts";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/orders.ts";

export function AllOrdersPage() {
  const t = useText();
  const search = allOrdersSearch(useSearch({ from: "/dashboard/operators/orders" }));
  const { items, nextCursor } = useSuspenseQuery(allOrdersQuery(search)).data;
  return (
    <Page title={t("orders.title")} lead={t("orders.market.lead")}>
      <AllOrderTable orders={items} next={nextCursor} />
    </Page>
  );
}
