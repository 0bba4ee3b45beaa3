import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { allStoresSearch } from "../features/stores/all-stores-search.ts";
import { AllStoresTable } from "../features/stores/all-stores-table.tsx";
import { allStoresQuery } from "../features/stores/queries.ts";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/stores.ts";

export function AllStoresPage() {
  const t = useText();
  const search = allStoresSearch(useSearch({ from: "/dashboard/operators/all-stores" }));
  const { items, nextCursor } = useSuspenseQuery(allStoresQuery(search)).data;
  return (
    <Page title={t("menu.adminStores")} lead={t("stores.allLead")}>
      <AllStoresTable stores={items} next={nextCursor} />
    </Page>
  );
}
