import { Button } from "@ui/button.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Settings2 } from "lucide-react";
import { useState } from "react";
import { inventorySearch } from "../features/inventory/inventory-search.ts";
import { inventoryQuery, summaryQuery } from "../features/inventory/queries.ts";
import { type Sheet, Sheets } from "../features/inventory/sheets.tsx";
import { Shortages } from "../features/inventory/shortages.tsx";
import { StockTable } from "../features/inventory/stock-table.tsx";
import { Page } from "../layout/page.tsx";
import { atLeast, useStore } from "../session/my-stores.ts";
import { useText } from "../texts/inventory.ts";

export function InventoryPage() {
  const t = useText();
  const store = useStore();
  const search = inventorySearch(useSearch({ from: "/dashboard/stores/$store/inventory" }));
  const { items, nextCursor } = useSuspenseQuery(inventoryQuery(store.id, search)).data;
  const { low, out } = useSuspenseQuery(summaryQuery(store.id)).data;
  const [sheet, setSheet] = useState<Sheet>();
  const mayChange = atLeast(store.role, "manager");
  return (
    <Page
      title={t("menu.inventory")}
      lead={t("inventory.lead")}
      actions={
        mayChange && (
          <Button variant="outline" size="sm" onClick={() => setSheet({ kind: "settings" })}>
            <Settings2 size={16} aria-hidden />
            {t("inventory.settings")}
          </Button>
        )
      }
    >
      <Shortages slug={store.slug} low={low} out={out} />
      <StockTable storeId={store.id} rows={items} next={nextCursor} mayChange={mayChange} open={setSheet} />
      <Sheets storeId={store.id} slug={store.slug} sheet={sheet} onClose={() => setSheet(undefined)} />
    </Page>
  );
}
