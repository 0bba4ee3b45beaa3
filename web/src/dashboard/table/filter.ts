import type { ReactNode } from "react";

export type Option = { value: string; label: string };

/** A way to narrow a table; what is chosen is in the address, under its names. */
export type Filter =
  /** Words to look for. */
  | { kind: "search"; name: string; label: string }
  /** One of some. */
  | { kind: "choice"; name: string; label: string; options: readonly Option[] }
  /** Any number of some; repeated in the address. */
  | { kind: "choices"; name: string; label: string; options: readonly Option[] }
  /** Only what is so: the address says `true`. */
  | { kind: "flag"; name: string; label: string }
  /** From a day to a day, both written 2026-05-04. */
  | { kind: "days"; from: string; to: string; label: string }
  /** Anything else, such as a combobox. `told` says what is chosen, if anything. */
  | {
      kind: "other";
      name: string;
      label: string;
      told: (value: string) => string;
      input: (value: string, set: (value: string) => void) => ReactNode;
    };

/** The names in the address that a filter writes. */
export const namesOf = (filter: Filter): string[] =>
  filter.kind === "days" ? [filter.from, filter.to] : [filter.name];

/** What is chosen, a short text for each, with the address without it. */
export function chosen(
  filters: readonly Filter[],
  search: Search,
  ends: { from: (day: string) => string; to: (day: string) => string },
): { key: string; label: string; without: Search }[] {
  const without = (names: string[], more: Search = {}) => {
    const rest = Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name)));
    return { ...rest, ...more };
  };
  return filters.flatMap((filter) => {
    if (filter.kind === "days")
      return (["from", "to"] as const).flatMap((end) => {
        const name = filter[end];
        const day = textIn(search, name);
        return day
          ? [{ key: name, label: `${filter.label} ${ends[end](day)}`, without: without([name]) }]
          : [];
      });
    const values = valuesIn(search, filter.name);
    return values.map((value) => ({
      key: `${filter.name} ${value}`,
      label: labelOf(filter, value),
      without: without([filter.name], { [filter.name]: values.filter((one) => one !== value) }),
    }));
  });
}

function labelOf(filter: Exclude<Filter, { kind: "days" }>, value: string): string {
  switch (filter.kind) {
    case "search":
      return `“${value}”`;
    case "flag":
      return filter.label;
    case "other":
      return filter.told(value);
    case "choice":
    case "choices":
      return `${filter.label}: ${filter.options.find((one) => one.value === value)?.label ?? value}`;
  }
}

/** What an address says after its path. */
export type Search = Record<string, unknown>;

/** All that an address says under a name. */
export function valuesIn(search: Search, name: string): string[] {
  const value = search[name];
  return (Array.isArray(value) ? value : [value])
    .filter((one) => typeof one === "string" || typeof one === "number" || typeof one === "boolean")
    .map(String)
    .filter(Boolean);
}

export const textIn = (search: Search, name: string) => valuesIn(search, name)[0] ?? "";
