import { Button, buttonClass } from "@ui/button.tsx";
import { longDate } from "@ui/dates.ts";
import { Popup } from "@ui/popup.tsx";
import { Columns3, Download, SlidersHorizontal, X } from "lucide-react";
import { useState } from "react";
import { useText } from "../text.ts";
import type { Column } from "./column.ts";
import { csvOf, saveText } from "./csv.ts";
import { chosen, type Filter, textIn } from "./filter.ts";
import { FilterInput } from "./filter-input.tsx";
import { SearchInput } from "./search-input.tsx";
import { useTableSearch } from "./use-table-search.ts";
import { ViewsMenu } from "./views-menu.tsx";

type Props<Row> = {
  id: string;
  columns: readonly Column<Row>[];
  shown: readonly Column<Row>[];
  toggle: (columnId: string) => void;
  filters: readonly Filter[];
  rows: readonly Row[];
  csv: string | undefined;
  isWide: boolean;
};

/** Above a table: the search, the filters, what is chosen of them, the person's views, the columns and the file. */
export function Toolbar<Row>({ id, columns, shown, toggle, filters, rows, csv, isWide }: Props<Row>) {
  const t = useText();
  const words = filters.find((filter) => filter.kind === "search");
  const others = filters.filter((filter) => filter.kind !== "search");
  const [open, setOpen] = useState(false);
  const sorts = columns.filter((column) => column.sort);
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {words && <SearchInput filter={words} />}
        {!isWide && (others.length > 0 || sorts.length > 0) && (
          <Button variant="outline" size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
            <SlidersHorizontal size={16} aria-hidden />
            {t("table.filters")}
          </Button>
        )}
        {(isWide || open) && others.map((filter) => <FilterInput key={filter.label} filter={filter} />)}
        {!isWide && open && sorts.length > 0 && <SortSelect columns={sorts} />}
        <div className="flex gap-2 md:ml-auto">
          {filters.length > 0 && <ViewsMenu tableId={id} />}
          {isWide && <ColumnChoice columns={columns} shown={shown} toggle={toggle} />}
          {csv && (
            <Button
              variant="outline"
              size="sm"
              onClick={() => saveText(csv, csvOf(shown, rows))}
              disabled={rows.length === 0}
            >
              <Download size={16} aria-hidden />
              {t("table.csv")}
            </Button>
          )}
        </div>
      </div>
      <Chosen filters={filters} />
    </div>
  );
}

/** What is chosen of the filters, each with a button that takes it away. */
function Chosen({ filters }: { filters: readonly Filter[] }) {
  const t = useText();
  const [search, change] = useTableSearch();
  const chips = chosen(filters, search, {
    from: (day) => t("table.fromDay", { day: longDate(day) }),
    to: (day) => t("table.toDay", { day: longDate(day) }),
  });
  if (chips.length === 0) return null;
  return (
    <ul aria-label={t("table.chosen")} className="flex flex-wrap items-center gap-2">
      {chips.map(({ key, label, without }) => (
        <li key={key}>
          <button
            type="button"
            className="bg-accent-soft text-accent inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-full py-1 pr-2 pl-3.5 text-sm font-medium hover:brightness-95"
            aria-label={t("table.without", { filter: label })}
            onClick={() => change(without)}
          >
            <span className="truncate">{label}</span>
            <X size={14} aria-hidden className="shrink-0" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function ColumnChoice<Row>({
  columns,
  shown,
  toggle,
}: {
  columns: readonly Column<Row>[];
  shown: readonly Column<Row>[];
  toggle: (columnId: string) => void;
}) {
  const t = useText();
  const free = columns.filter((column) => column.card !== "title");
  if (free.length < 2) return null;
  return (
    <Popup
      align="end"
      name={t("table.columns")}
      label={
        <>
          <Columns3 size={16} aria-hidden />
          {t("table.columns")}
        </>
      }
    >
      {() =>
        free.map((column) => (
          <label key={column.id} className="hover:bg-sunken flex min-h-9 items-center gap-3 rounded-xl px-3">
            <input
              type="checkbox"
              className="accent-accent size-4.5"
              checked={shown.includes(column)}
              onChange={() => toggle(column.id)}
            />
            {column.title}
          </label>
        ))
      }
    </Popup>
  );
}

/** The order, where there are no heads of columns to click on. */
function SortSelect<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  const t = useText();
  const [search, change] = useTableSearch();
  const orders = columns.flatMap(({ title, sort }) =>
    sort
      ? [
          { value: sort.up, label: t("table.sortUp", { column: title }) },
          { value: sort.down, label: t("table.sortDown", { column: title }) },
        ]
      : [],
  );
  return (
    <select
      aria-label={t("table.sort")}
      className={buttonClass({ variant: "outline", size: "sm" }, "select max-w-full pr-9")}
      value={textIn(search, "sort")}
      onChange={(event) => change({ ...search, sort: event.target.value })}
    >
      <option value="">{t("table.sort")}</option>
      {orders.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
