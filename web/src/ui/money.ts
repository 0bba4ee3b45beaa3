import type { Money } from "@api/types.ts";
import { intlLocale, useLocale } from "./i18n.ts";

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, locale: string): Intl.NumberFormat {
  const key = `${locale}|${currency}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: "currency", currency });
    formats.set(key, format);
  }
  return format;
}

/** How many digits of the currency's minor units stand after the point: 2 for EUR, 0 for JPY, 3 for KWD. */
export const currencyDigits = (currency: string) =>
  formatOf(currency, "en").resolvedOptions().maximumFractionDigits ?? 2;

/** The sign alone, to stand before an input: €. */
export const currencySign = (currency: string, locale = intlLocale()) =>
  formatOf(currency, locale)
    .formatToParts(0)
    .find((part) => part.type === "currency")?.value ?? currency;

/** Minor units as a decimal string: 1299 EUR is "12.99". Exact, no floating point. */
export function decimal(amount: number, currency: string): string {
  const digits = currencyDigits(currency);
  const units = String(Math.abs(amount)).padStart(digits + 1, "0");
  const text = digits ? `${units.slice(0, -digits)}.${units.slice(-digits)}` : units;
  return (amount < 0 ? "-" : "") + text;
}

/** What a person typed ("12", "12.5", "12,50") in minor units; undefined when it is not an amount. */
export function parseDecimal(text: string, currency: string): number | undefined {
  const digits = currencyDigits(currency);
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim());
  if (!match) return undefined;
  const fraction = match[2] ?? "";
  if (fraction.length > digits) return undefined;
  return Number(match[1] + fraction.padEnd(digits, "0"));
}

/** The amount as it is written in the chosen language. */
export const formatMoney = (money: Money, locale = intlLocale()) =>
  formatOf(money.currency, locale).format(decimal(money.amount, money.currency) as `${number}`);

/** formatMoney for components; follows the language. */
export function useMoney(): (money: Money) => string {
  useLocale();
  return (money) => formatMoney(money);
}

/** Sums of one currency. */
export const addMoney = (a: Money, b: Money): Money => ({
  amount: a.amount + b.amount,
  currency: a.currency,
});
export const timesMoney = (money: Money, count: number): Money => ({
  ...money,
  amount: money.amount * count,
});
