import type { ReactNode } from "react";

type Row = { id: string; name: ReactNode; cells: readonly string[] };

/** A short list with figures; on narrow screens it scrolls within itself. */
export function FiguresTable({
  label,
  heads,
  rows,
}: {
  label: string;
  heads: readonly string[];
  rows: readonly Row[];
}) {
  return (
    <div
      className="-mx-5 overflow-x-auto px-5 sm:-mx-6 sm:px-6"
      role="region"
      aria-label={label}
      // What can be scrolled has to be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className="num w-full text-sm">
        <thead className="text-muted text-left text-xs">
          <tr>
            {heads.map((head, index) => (
              <th
                key={head}
                scope="col"
                className={index ? "px-3 py-2 text-right font-semibold" : "py-2 pr-3 font-semibold"}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-line divide-y">
          {rows.map(({ id, name, cells }) => (
            <tr key={id}>
              <th scope="row" className="min-w-40 py-2.5 pr-3 text-left font-medium">
                {name}
              </th>
              {cells.map((cell, index) => (
                <td key={heads[index + 1]} className="px-3 py-2.5 text-right whitespace-nowrap">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
