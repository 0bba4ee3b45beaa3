import { formatMoney } from "@ui/money.ts";
import { KeyFigure } from "../../charts/key-figure.tsx";
import { useText } from "../../texts/analytics.ts";
import type { Figures } from "./types.ts";
import { count, percent } from "./words.ts";

type Props = {
  now: Figures;
  before: Figures | undefined;
  stores?: { now: number; before: number | undefined };
};

/** The figures of a period, each with how it changed. */
export function KeyFigures({ now, before, stores }: Props) {
  const t = useText();
  const change = (of: (figures: Figures) => number | undefined) => {
    const [value, earlier] = [of(now), before && of(before)];
    return value === undefined || earlier === undefined ? undefined : { now: value, before: earlier };
  };
  return (
    <dl
      aria-label={t("analytics.figures")}
      className="grid gap-4 min-[30rem]:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4"
    >
      <KeyFigure
        label={t("analytics.netRevenue")}
        value={formatMoney(now.netRevenue)}
        change={change(({ netRevenue }) => netRevenue.amount)}
      />
      <KeyFigure
        label={t("analytics.orders")}
        value={count(now.orders)}
        change={change(({ orders }) => orders)}
      />
      <KeyFigure
        label={t("analytics.averageOrder")}
        value={now.averageOrder ? formatMoney(now.averageOrder) : t("analytics.none")}
        change={change(({ averageOrder }) => averageOrder?.amount)}
      />
      <KeyFigure
        label={t("analytics.conversion")}
        value={now.conversion === undefined ? t("analytics.none") : percent(now.conversion)}
        change={change(({ conversion }) => conversion)}
        hint={t("analytics.conversionHint")}
      />
      <KeyFigure
        label={t("analytics.units")}
        value={count(now.units)}
        change={change(({ units }) => units)}
        {...(now.unitsReturned > 0 && {
          hint: t("analytics.returned", { count: now.unitsReturned }),
        })}
      />
      <KeyFigure
        label={t("analytics.refunds")}
        value={formatMoney(now.refunds)}
        change={change(({ refunds }) => refunds.amount)}
        lessIsBetter
      />
      <KeyFigure
        label={t("analytics.visits")}
        value={count(now.visits)}
        change={change(({ visits }) => visits)}
        hint={t("analytics.views", { count: now.views })}
      />
      {stores ? (
        <KeyFigure
          label={t("analytics.activeStores")}
          value={count(stores.now)}
          change={stores.before === undefined ? undefined : { now: stores.now, before: stores.before }}
        />
      ) : (
        <KeyFigure
          label={t("analytics.carts")}
          value={count(now.cartAdds)}
          change={change(({ cartAdds }) => cartAdds)}
        />
      )}
    </dl>
  );
}
