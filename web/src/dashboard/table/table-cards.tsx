import { useText } from "../text.ts";
import type { RowsProps } from "./table-rows.tsx";
import { Tick, TickAll } from "./tick.tsx";

/** The rows as cards, for narrow screens. */
export function TableCards<Row extends object>({ label, table, shown, canTick, actions }: RowsProps<Row>) {
  const t = useText();
  const at = (place: "title" | "picture" | "badge" | undefined) => shown.filter(({ card }) => card === place);
  return (
    <>
      {canTick && (
        <div className="border-line bg-sunken flex items-center gap-3 border-b px-4 py-1 text-sm">
          <TickAll table={table} />
          <span aria-hidden className="text-muted">
            {t("table.tickAll")}
          </span>
        </div>
      )}
      <ul aria-label={label} className="divide-line divide-y">
        {table.getRowModel().rows.map((row) => (
          <li key={row.id} className="relative flex gap-3 px-4 py-4 text-sm">
            {canTick && <Tick row={row} />}
            {at("picture").map((column) => (
              <div key={column.id} className="shrink-0">
                {column.cell(row.original)}
              </div>
            ))}
            <div className="grid min-w-0 flex-1 gap-2">
              {at("title").map((column) => (
                <div key={column.id} className="min-w-0 break-words">
                  {column.cell(row.original)}
                </div>
              ))}
              <div className="flex flex-wrap gap-1.5 empty:hidden">
                {at("badge").map((column) => (
                  <div key={column.id}>{column.cell(row.original)}</div>
                ))}
              </div>
              <dl className="text-muted grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 empty:hidden">
                {at(undefined).map((column) => (
                  <div key={column.id} className="contents">
                    <dt>{column.title}</dt>
                    <dd className="num text-ink min-w-0 text-right break-words">
                      {column.cell(row.original)}
                    </dd>
                  </div>
                ))}
              </dl>
            </div>
            {actions && <div className="relative z-1 -mt-2 -mr-2 shrink-0">{actions(row.original)}</div>}
          </li>
        ))}
      </ul>
    </>
  );
}
