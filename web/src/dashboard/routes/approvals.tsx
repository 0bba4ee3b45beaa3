import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { waiting } from "../features/stores/all-stores-search.ts";
import { AllStoresTable } from "../features/stores/all-stores-table.tsx";
import { allStoresQuery } from "../features/stores/queries.ts";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/stores.ts";

export function ApprovalsPage() {
  const t = useText();
  const search = waiting(useSearch({ from: "/dashboard/operators/approvals" }));
  const { items, nextCursor } = useSuspenseQuery(allStoresQuery(search)).data;
  return (
    <Page title={t("menu.approvals")} lead={t("stores.approvalsLead")}>
      <AllStoresTable stores={items} next={nextCursor} queue />
    </Page>
  );
}
