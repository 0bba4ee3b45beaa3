import type { ReactTable, Row as TableRow } from "@tanstack/react-table";
import { useEffect, useRef } from "react";
import { useText } from "../text.ts";
import type { Features } from "./data-table.tsx";

// The label is as large as a finger; it lies above the link that covers the row.
const LABEL = "relative z-1 -m-2 grid size-9 place-items-center";
const BOX = "accent-accent size-4.5";

/** The box of a row; with Shift, all rows from the one ticked before are. */
export function Tick<Row extends object>({ row }: { row: TableRow<Features, Row> }) {
  const t = useText();
  return (
    <label className={LABEL}>
      <input
        type="checkbox"
        className={BOX}
        aria-label={t("table.tick", { number: row.index + 1 })}
        checked={row.getIsSelected()}
        onClick={row.getToggleSelectedHandler()}
        readOnly
      />
    </label>
  );
}

/** The box of all rows of the page; half ticked while some are. */
export function TickAll<Row extends object>({ table }: { table: ReactTable<Features, Row> }) {
  const t = useText();
  const ref = useRef<HTMLInputElement>(null);
  const all = table.getIsAllPageRowsSelected();
  const some = table.getIsSomePageRowsSelected();
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = some && !all;
  }, [some, all]);
  return (
    <label className={LABEL}>
      <input
        ref={ref}
        type="checkbox"
        className={BOX}
        aria-label={t("table.tickAll")}
        checked={all}
        onChange={() => table.toggleAllPageRowsSelected(!all)}
      />
    </label>
  );
}
