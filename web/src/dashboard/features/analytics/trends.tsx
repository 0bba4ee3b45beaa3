import { formatMoney } from "@ui/money.ts";
import { TrendChart } from "../../charts/chart.tsx";
import type { Point } from "../../charts/trend.ts";
import { useText } from "../../texts/analytics.ts";
import { type By, daysBetween } from "./analytics-search.ts";
import type { Figures, Sales } from "./types.ts";
import { count, pointName, shortCount, shortMoney } from "./words.ts";

const YEAR = 365;

type Props = { by: By; now: Sales; before: Sales | undefined };

/** Revenue, orders and visits over time, beside the period before. */
export function Trends({ by, now, before }: Props) {
  const t = useText();
  const { currency } = now.total.netRevenue;
  const names = { value: t("analytics.now"), before: t("analytics.before") };
  const bucket = t(`analytics.by.${by}`);
  // A line at nothing would say nothing.
  const earlier = before && before.total.orders + before.total.visits > 0 ? before : undefined;
  const points = (of: (figures: Figures) => number) => pointsOf({ by, now, before: earlier }, of);
  return (
    <>
      <TrendChart
        title={t("analytics.netRevenue")}
        kind="bars"
        points={points(({ netRevenue }) => netRevenue.amount)}
        format={(amount) => formatMoney({ amount, currency })}
        formatShort={(amount) => shortMoney(amount, currency)}
        names={names}
        bucket={bucket}
      />
      <div className="grid gap-5 xl:grid-cols-2">
        <TrendChart
          title={t("analytics.orders")}
          kind="bars"
          points={points(({ orders }) => orders)}
          format={count}
          formatShort={shortCount}
          names={names}
          bucket={bucket}
        />
        <TrendChart
          title={t("analytics.visits")}
          kind="line"
          points={points(({ visits }) => visits)}
          format={count}
          formatShort={shortCount}
          names={names}
          bucket={bucket}
        />
      </div>
    </>
  );
}

/** A point for each part of the period, with the part of the period before that is as far from its beginning. */
function pointsOf({ by, now, before }: Props, of: (figures: Figures) => number): Point[] {
  const isLong = daysBetween(now.from, now.to) > YEAR;
  return now.series.map(({ from, figures }, index) => {
    const earlier = before?.series[index]?.figures;
    return {
      label: pointName(from, by, isLong),
      value: of(figures),
      before: earlier ? of(earlier) : null,
    };
  });
}
