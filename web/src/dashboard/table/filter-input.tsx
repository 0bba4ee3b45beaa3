import { buttonClass } from "@ui/button.tsx";
import { cx } from "@ui/class-names.ts";
import { DayRange } from "@ui/day-range.tsx";
import { Popup } from "@ui/popup.tsx";
import { ChevronDown } from "lucide-react";
import { useText } from "../text.ts";
import { type Filter, textIn, valuesIn } from "./filter.ts";
import { useTableSearch } from "./use-table-search.ts";

type Props = { filter: Exclude<Filter, { kind: "search" }> };

const LOOK = buttonClass({ variant: "outline", size: "sm" });
const CHOSEN = "border-accent text-accent";

/** One filter of a table's toolbar. */
export function FilterInput({ filter }: Props) {
  const t = useText();
  const [search, change] = useTableSearch();
  switch (filter.kind) {
    case "flag": {
      const on = textIn(search, filter.name) === "true";
      return (
        <button
          type="button"
          aria-pressed={on}
          className={cx(LOOK, on && CHOSEN)}
          onClick={() => change({ ...search, [filter.name]: on ? "" : "true" })}
        >
          {filter.label}
        </button>
      );
    }
    case "choice": {
      const value = textIn(search, filter.name);
      return (
        <select
          aria-label={filter.label}
          className={cx(LOOK, "select max-w-full pr-9", value && CHOSEN)}
          value={value}
          onChange={(event) => change({ ...search, [filter.name]: event.target.value })}
        >
          <option value="">{t("table.any", { filter: filter.label })}</option>
          {filter.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    }
    case "choices": {
      const values = valuesIn(search, filter.name);
      const toggle = (value: string) =>
        change({
          ...search,
          [filter.name]: values.includes(value) ? values.filter((one) => one !== value) : [...values, value],
        });
      return (
        <Popup
          name={filter.label}
          label={<Opener filter={filter.label} />}
          className={cx(LOOK, values.length > 0 && CHOSEN)}
        >
          {() =>
            filter.options.map(({ value, label }) => (
              <label key={value} className="hover:bg-sunken flex min-h-9 items-center gap-3 rounded-xl px-3">
                <input
                  type="checkbox"
                  className="accent-accent size-4.5"
                  checked={values.includes(value)}
                  onChange={() => toggle(value)}
                />
                {label}
              </label>
            ))
          }
        </Popup>
      );
    }
    case "days": {
      const [from, to] = [textIn(search, filter.from), textIn(search, filter.to)];
      return (
        <Popup
          name={filter.label}
          label={<Opener filter={filter.label} />}
          className={cx(LOOK, (from || to) && CHOSEN)}
        >
          {() => (
            <div className="p-2">
              <DayRange
                from={from}
                to={to}
                onChange={(days) => change({ ...search, [filter.from]: days.from, [filter.to]: days.to })}
              />
            </div>
          )}
        </Popup>
      );
    }
    case "other": {
      const value = textIn(search, filter.name);
      return (
        <Popup
          name={filter.label}
          label={<Opener filter={filter.label} />}
          className={cx(LOOK, value && CHOSEN)}
        >
          {(close) => (
            <div className="p-2">
              {filter.input(value, (next) => {
                close();
                change({ ...search, [filter.name]: next });
              })}
            </div>
          )}
        </Popup>
      );
    }
  }
}

function Opener({ filter }: { filter: string }) {
  return (
    <>
      {filter}
      <ChevronDown size={14} aria-hidden />
    </>
  );
}
