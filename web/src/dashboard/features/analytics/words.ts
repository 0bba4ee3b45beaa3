import { intlLocale } from "@ui/i18n.ts";
import { currencyDigits } from "@ui/money.ts";
import { type By, daysBetween } from "./analytics-search.ts";

const format = (day: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(intlLocale(), { timeZone: "UTC", ...options }).format(new Date(day));

/** 4 May 2026. */
export const wholeDay = (day: string) => format(day, { dateStyle: "medium" });

/** A period as a sentence has it: from when to when, and how many days. */
export const spanOf = ({ from, to }: { from: string; to: string }) => ({
  from: wholeDay(from),
  to: wholeDay(to),
  days: daysBetween(from, to),
});

/** What a point of a series is called: "4 May", "May 2026"; in periods of more than a year with the year. */
export const pointName = (day: string, by: By, years: boolean) =>
  by === "month"
    ? format(day, { month: "short", year: "numeric" })
    : format(day, { day: "numeric", month: "short", ...(years && { year: "2-digit" }) });

export const count = (value: number) => new Intl.NumberFormat(intlLocale()).format(value);

/** A share in percent: 2.4 %. */
export const percent = (value: number) =>
  new Intl.NumberFormat(intlLocale(), { style: "percent", maximumFractionDigits: 1 }).format(value);

/** An amount for the axis of a chart: €12K. */
export const shortMoney = (amount: number, currency: string) =>
  new Intl.NumberFormat(intlLocale(), {
    style: "currency",
    currency,
    notation: "compact",
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  }).format(amount / 10 ** currencyDigits(currency));

export const shortCount = (value: number) =>
  new Intl.NumberFormat(intlLocale(), { notation: "compact", maximumFractionDigits: 1 }).format(value);
