import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { analyticsSearch } from "../features/analytics/analytics-search.ts";
import { CsvButton } from "../features/analytics/csv-button.tsx";
import { KeyFigures } from "../features/analytics/key-figures.tsx";
import { PeriodPicker } from "../features/analytics/period-picker.tsx";
import {
  stockValueQuery,
  storeFiles,
  summaryQuery,
  topProductsQuery,
} from "../features/analytics/queries.ts";
import { StockValue } from "../features/analytics/stock-value.tsx";
import { TopProducts } from "../features/analytics/top-products.tsx";
import { Trends } from "../features/analytics/trends.tsx";
import { spanOf } from "../features/analytics/words.ts";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/analytics.ts";

export function AnalyticsPage() {
  const t = useText();
  const store = useStore();
  const search = analyticsSearch(useSearch({ from: "/dashboard/stores/$store/managers/analytics" }));
  const { by, period, previous, timezone } = useSuspenseQuery(summaryQuery(store.id, search)).data;
  const products = useSuspenseQuery(topProductsQuery(store.id, search)).data.items;
  const stock = useSuspenseQuery(stockValueQuery(store.id, search)).data;
  return (
    <Page
      title={t("menu.analytics")}
      lead={t("analytics.lead", spanOf(period))}
      actions={
        <CsvButton
          what={t("analytics.revenue")}
          name={`${store.slug}-sales`}
          load={() => storeFiles.sales(store.id, search)}
        />
      }
    >
      <PeriodPicker search={search} from={period.from} to={period.to} />
      <KeyFigures now={period.total} before={previous?.total} />
      <Trends by={by} now={period} before={previous} />
      <TopProducts store={store} search={search} products={products} />
      <StockValue store={store} search={search} stock={stock} />
      <p className="text-muted text-sm">{t("analytics.zone", { zone: timezone })}</p>
    </Page>
  );
}
