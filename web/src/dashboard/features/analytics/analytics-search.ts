/** What the address of a page with figures may say. */
export type AnalyticsSearch = {
  /** The last days, up to today. */
  days?: number;
  from?: string;
  to?: string;
  by?: By;
  /** What products are ordered by. */
  top?: Top;
};

export const PRESETS = [7, 30, 90, 365] as const;
/** How many days are shown when the address says nothing. */
export const USUAL = 30;
export const BYS = ["day", "week", "month"] as const;
export type By = (typeof BYS)[number];
export const TOPS = ["revenue", "units", "views"] as const;
export type Top = (typeof TOPS)[number];

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;
const DATE = /^\d{4}-\d\d-\d\d$/;

const isDate = (text: unknown): text is string =>
  typeof text === "string" && DATE.test(text) && !Number.isNaN(Date.parse(text));

/** How many days from one to another, both included. */
export const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;

/** Whether the API takes such a period. */
export const isPeriod = (from: string, to: string) =>
  isDate(from) && isDate(to) && daysBetween(from, to) >= 1 && daysBetween(from, to) <= MOST_DAYS;

/** Reads the address; what the API would not take is left out. */
export function analyticsSearch(raw: Record<string, unknown>): AnalyticsSearch {
  const days = PRESETS.find((one) => one === Number(raw.days));
  const by = BYS.find((one) => one === raw.by);
  const top = TOPS.find((one) => one === raw.top);
  const own = isDate(raw.from) && isDate(raw.to) && isPeriod(raw.from, raw.to);
  return {
    ...(own ? { from: raw.from as string, to: raw.to as string } : days && days !== USUAL && { days }),
    ...(by && { by }),
    ...(top && { top }),
  };
}

/** What a period is divided by when nobody chose: some thirty points at most. */
export function byOf({ by, days = USUAL, from, to }: AnalyticsSearch): By {
  if (by) return by;
  const length = from && to ? daysBetween(from, to) : days;
  return length <= 31 ? "day" : length <= 120 ? "week" : "month";
}

/** The period as the API is asked for it. */
export const periodOf = ({ days = USUAL, from, to }: AnalyticsSearch) =>
  from && to ? { from, to } : { days };
