import type { Money, SalesPeriod } from "@api/types.ts";
import { intlLocale } from "@ui/i18n.ts";
import { useMoney } from "@ui/money.ts";
import { Skeleton } from "@ui/skeleton.tsx";
import type { ReactNode } from "react";
import { KeyFigure } from "../../charts/key-figure.tsx";
import { useText } from "../../texts/overview.ts";

type Props = {
  period: SalesPeriod | undefined;
  previous: SalesPeriod | undefined;
  isLoading: boolean;
  /** The way to all figures. */
  more: ReactNode;
};

/** What was sold in the last seven days, beside the seven days before. */
export function WeekFigures({ period, previous, isLoading, more }: Props) {
  const t = useText();
  const money = useMoney();
  if (!period && !isLoading) return null;
  const count = new Intl.NumberFormat(intlLocale());
  const change = (of: (one: SalesPeriod["total"]) => number) =>
    period && previous && { now: of(period.total), before: of(previous.total) };
  const averages: Money | undefined = period?.total.averageOrder;
  return (
    <section aria-label={t("week.title")} className="grid gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-lg font-semibold">
          {t("week.title")}
          <span className="text-muted ml-3 text-sm font-normal">{t("week.lead")}</span>
        </h2>
        {more}
      </div>
      {!period ? (
        <Skeleton className="h-28 w-full rounded-3xl" />
      ) : (
        <dl className="grid grid-cols-2 gap-3 xl:grid-cols-4">
          <KeyFigure
            label={t("week.revenue")}
            value={money(period.total.revenue)}
            change={change((one) => one.revenue.amount)}
          />
          <KeyFigure
            label={t("week.orders")}
            value={count.format(period.total.orders)}
            change={change((one) => one.orders)}
          />
          <KeyFigure
            label={t("week.units")}
            value={count.format(period.total.units)}
            change={change((one) => one.units)}
          />
          <KeyFigure
            label={t("week.average")}
            value={averages ? money(averages) : "–"}
            change={change((one) => one.averageOrder?.amount ?? 0)}
          />
        </dl>
      )}
    </section>
  );
}
