import { useMedia } from "@ui/use-media.ts";
import {
  columnVisibilityFeature,
  rowSelectionFeature,
  type RowSelectionState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type ReactNode, useMemo, useState } from "react";
import { PagesNav } from "../layout/pages-nav.tsx";
import type { Column } from "./column.ts";
import type { Filter } from "./filter.ts";
import { useColumnChoice } from "./kept.ts";
import { NothingFits } from "./nothing-fits.tsx";
import { type Selected, SelectionBar } from "./selection-bar.tsx";
import { TableCards } from "./table-cards.tsx";
import { TableRows } from "./table-rows.tsx";
import { Toolbar } from "./toolbar.tsx";

type Props<Row> = {
  /** Names the table in what the browser keeps: views and chosen columns. */
  id: string;
  /** What it lists, for assistive technology. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  filters?: readonly Filter[];
  /** The cursor of the next page. */
  next?: string | null | undefined;
  /** What can be done to rows that were ticked; without it none can be. They stay ticked from page to page. */
  bulk?: (selected: Selected) => ReactNode;
  /** How many rows fit in all, where the API says it: then all of them can be chosen at once. */
  total?: number | undefined;
  /** What can be done to one row: a `Menu`. */
  actions?: (row: Row) => ReactNode;
  /** Shown when there is nothing at all: what it is for and how to begin. */
  empty: ReactNode;
  /** The file's name, where what is shown can be saved as CSV. */
  csv?: string;
};

const FEATURES = tableFeatures({ columnVisibilityFeature, rowSelectionFeature });
/** What the table of the library is told; its row is ours. */
export type Features = typeof FEATURES;

/**
 * A list whose filter, order and page are in the address: a table where there is room, else cards. The page asks the
 * API for what the address says and hands the rows in.
 */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { id, label, columns, rows, rowId, filters = [], next, bulk, total, actions, empty, csv } = props;
  const isWide = useMedia("(min-width: 48rem)");
  const [choice, setChoice] = useColumnChoice(id);
  const [ticked, setTicked] = useState<RowSelectionState>({});
  const [all, setAll] = useState(false);
  const definitions = useMemo(
    () =>
      columns.map((column) => ({ id: column.id, meta: { column }, enableHiding: column.card !== "title" })),
    [columns],
  );
  const visibility = {
    ...Object.fromEntries(columns.filter((column) => column.hidden).map((column) => [column.id, false])),
    ...choice,
  };
  const table = useTable({
    features: FEATURES,
    columns: definitions,
    data: rows,
    getRowId: rowId,
    state: { columnVisibility: visibility, rowSelection: ticked },
    onRowSelectionChange: (change) => {
      setAll(false);
      setTicked(change);
    },
    onColumnVisibilityChange: (change) =>
      setChoice(typeof change === "function" ? change(visibility) : change),
  });
  const shown = columns.filter((column) => visibility[column.id] !== false);
  const clear = () => {
    setAll(false);
    setTicked({});
  };
  const ids = Object.keys(ticked);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Toolbar
        id={id}
        columns={columns}
        shown={shown}
        toggle={(column) => table.getColumn(column)?.toggleVisibility()}
        filters={filters}
        rows={rows}
        csv={csv}
        isWide={isWide}
      />
      {rows.length === 0 ? (
        <NothingFits filters={filters}>{empty}</NothingFits>
      ) : (
        <div className="border-line bg-surface overflow-hidden rounded-3xl border">
          {isWide ? (
            <TableRows label={label} table={table} shown={shown} canTick={!!bulk} actions={actions} />
          ) : (
            <TableCards label={label} table={table} shown={shown} canTick={!!bulk} actions={actions} />
          )}
        </div>
      )}
      <PagesNav next={next} />
      {bulk && ids.length > 0 && (
        <SelectionBar
          selected={{ ids, all, count: all ? (total ?? ids.length) : ids.length, clear }}
          total={total}
          canTakeAll={!all && table.getIsAllPageRowsSelected() && (total ?? 0) > ids.length}
          takeAll={() => setAll(true)}
        >
          {bulk}
        </SelectionBar>
      )}
    </div>
  );
}
