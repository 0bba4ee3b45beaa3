import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { analyticsSearch } from "../features/analytics/analytics-search.ts";
import { CsvButton } from "../features/analytics/csv-button.tsx";
import { KeyFigures } from "../features/analytics/key-figures.tsx";
import { PeriodPicker } from "../features/analytics/period-picker.tsx";
import { marketFile, marketQuery } from "../features/analytics/queries.ts";
import { TopStores } from "../features/analytics/top-stores.tsx";
import { Trends } from "../features/analytics/trends.tsx";
import { spanOf } from "../features/analytics/words.ts";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/analytics.ts";

export function MarketAnalyticsPage() {
  const t = useText();
  const search = analyticsSearch(useSearch({ from: "/dashboard/operators/analytics" }));
  const market = useSuspenseQuery(marketQuery(search)).data;
  const { by, period, previous } = market;
  return (
    <Page
      title={t("menu.analytics")}
      lead={t("analytics.lead", spanOf(period))}
      actions={
        <CsvButton what={t("analytics.revenue")} name="marketplace-sales" load={() => marketFile(search)} />
      }
    >
      <PeriodPicker search={search} from={period.from} to={period.to} />
      <KeyFigures
        now={period.total}
        before={previous?.total}
        stores={{ now: market.activeStores, before: market.previousActiveStores }}
      />
      <Trends by={by} now={period} before={previous} />
      <TopStores stores={market.topStores} />
      <p className="text-muted text-sm">{t("analytics.zone", { zone: market.timezone })}</p>
    </Page>
  );
}
