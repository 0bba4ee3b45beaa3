import { intlLocale } from "./i18n.ts";

/** 4 May 2026. */
export const longDate = (at: string) =>
  new Intl.DateTimeFormat(intlLocale(), { dateStyle: "long" }).format(new Date(at));

/** 4 May 2026, 10:30. */
export const dateAndTime = (at: string) =>
  new Intl.DateTimeFormat(intlLocale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));

const UNITS = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
  ["month", 2_629_800],
  ["year", 31_557_600],
] as const;

/** How long ago: "5 minutes ago", "yesterday". Less than a minute counts as one. */
export function ago(at: string, now = Date.now()): string {
  const seconds = Math.max(60, (now - Date.parse(at)) / 1000);
  const [unit, length] = UNITS.findLast(([, of]) => seconds >= of) ?? UNITS[0];
  return new Intl.RelativeTimeFormat(intlLocale(), { numeric: "auto" }).format(
    -Math.floor(seconds / length),
    unit,
  );
}
