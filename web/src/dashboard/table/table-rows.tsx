import { cx } from "@ui/class-names.ts";
import type { ReactTable } from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { useText } from "../text.ts";
import type { Column } from "./column.ts";
import type { Features } from "./data-table.tsx";
import { textIn } from "./filter.ts";
import { Tick, TickAll } from "./tick.tsx";
import { useTableSearch } from "./use-table-search.ts";

const HEAD =
  "bg-sunken text-muted sticky top-0 z-10 px-4 py-2 text-left text-xs font-semibold first:pl-6 last:pr-6";
const CELL = "px-4 py-3 first:pl-6 last:pr-6";

export type RowsProps<Row extends object> = {
  label: string;
  table: ReactTable<Features, Row>;
  shown: readonly Column<Row>[];
  canTick: boolean;
  actions: ((row: Row) => ReactNode) | undefined;
};

/** The rows as a table. Its head stays in sight; the arrow keys go from row to row. */
export function TableRows<Row extends object>({ label, table, shown, canTick, actions }: RowsProps<Row>) {
  const t = useText();
  return (
    // What can be scrolled has to be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="region" aria-label={label} tabIndex={0} className="max-h-[80dvh] overflow-auto">
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead>
          <tr>
            {canTick && (
              <th scope="col" className={cx(HEAD, "w-0")}>
                <TickAll table={table} />
              </th>
            )}
            {shown.map((column) => (
              <HeadCell key={column.id} column={column} />
            ))}
            {actions && (
              <th scope="col" className={cx(HEAD, "w-0")}>
                <span className="sr-only">{t("table.actions")}</span>
              </th>
            )}
          </tr>
        </thead>
        {/* A shortcut between what can be reached anyway. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody onKeyDown={goToRow}>
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              data-ticked={row.getIsSelected() || undefined}
              className="hover:bg-sunken/60 data-ticked:bg-accent-soft/60 [&>*]:border-line relative [&>*]:border-t"
            >
              {canTick && (
                <td className={CELL}>
                  <Tick row={row} />
                </td>
              )}
              {shown.map((column) => (
                <td
                  key={column.id}
                  className={cx(CELL, column.align === "end" && "num text-right whitespace-nowrap")}
                >
                  {column.cell(row.original)}
                </td>
              ))}
              {actions && <td className={cx(CELL, "relative z-1 py-1")}>{actions(row.original)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HeadCell<Row>({ column: { title, sort, align } }: { column: Column<Row> }) {
  const [search, change] = useTableSearch();
  const end = align === "end" && "text-right";
  if (!sort)
    return (
      <th scope="col" className={cx(HEAD, end)}>
        {title}
      </th>
    );
  const now = textIn(search, "sort");
  const order = now === sort.up ? "ascending" : now === sort.down ? "descending" : undefined;
  const Icon = order ? (order === "ascending" ? ArrowUp : ArrowDown) : ArrowUpDown;
  return (
    <th scope="col" className={cx(HEAD, end)} aria-sort={order}>
      <button
        type="button"
        className={cx(
          "hover:text-ink -mx-2 inline-flex min-h-8 items-center gap-1.5 rounded-lg px-2",
          order && "text-ink",
        )}
        onClick={() => change({ ...search, sort: order === "ascending" ? sort.down : sort.up })}
      >
        {title}
        <Icon size={14} aria-hidden className={cx(!order && "opacity-50")} />
      </button>
    </th>
  );
}

/** Arrow up and down: to the same place in the row before or after. */
function goToRow(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const from = event.target as HTMLElement;
  const cell = from.closest("td");
  if (!step || !cell || from.matches("input:not([type=checkbox]), select, textarea, [role=menuitem]")) return;
  const rows = [...event.currentTarget.children];
  const row = rows[rows.indexOf(cell.parentElement as Element) + step];
  const next = row?.children[cell.cellIndex]?.querySelector<HTMLElement>("a, button, input");
  if (!next) return;
  event.preventDefault();
  next.focus();
}
