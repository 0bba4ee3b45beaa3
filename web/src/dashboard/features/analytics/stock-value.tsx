import { ago } from "@ui/dates.ts";
import { formatMoney } from "@ui/money.ts";
import { TrendChart } from "../../charts/chart.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/analytics.ts";
import type { AnalyticsSearch } from "./analytics-search.ts";
import { CsvButton } from "./csv-button.tsx";
import { storeFiles } from "./queries.ts";
import type { StockValue as Value } from "./types.ts";
import { pointName, shortMoney } from "./words.ts";

type Props = { store: { id: string; slug: string }; search: AnalyticsSearch; stock: Value };

/** What the stock is worth now, and was. */
export function StockValue({ store, search, stock }: Props) {
  const t = useText();
  const { current, series } = stock;
  const { currency } = current.value;
  const title = t("analytics.stock");
  return (
    <>
      <Panel
        title={title}
        lead={t("analytics.stockLead", { when: ago(stock.countedAt) })}
        action={
          <CsvButton
            what={title}
            name={`${store.slug}-stock`}
            load={() => storeFiles.stock(store.id, search)}
          />
        }
      >
        <p className="num text-3xl font-semibold">{formatMoney(current.value)}</p>
        <p className="text-muted mt-2 text-sm">
          {t("analytics.stockUnits", { count: current.units, variants: current.variants })}
          {" · "}
          {t("analytics.soldOut", { count: current.soldOut })}
        </p>
      </Panel>
      {series.length > 1 && (
        <TrendChart
          title={t("analytics.stockHistory")}
          kind="line"
          points={series.map(({ day, worth }) => ({
            label: pointName(day, "day", series.length > 365),
            value: worth.value.amount,
          }))}
          format={(amount) => formatMoney({ amount, currency })}
          formatShort={(amount) => shortMoney(amount, currency)}
          names={{ value: title }}
          bucket={t("analytics.by.day")}
        />
      )}
    </>
  );
}
