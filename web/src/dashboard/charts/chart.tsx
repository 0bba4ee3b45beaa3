import { Button } from "@ui/button.tsx";
import { Skeleton } from "@ui/skeleton.tsx";
import { ChartColumn, Table2 } from "lucide-react";
import { lazy, Suspense, useId, useState } from "react";
import { useText } from "../text.ts";
import type { TrendProps } from "./trend.ts";

const Plot = lazy(() => import("./plot.tsx").then(({ Plot: component }) => ({ default: component })));

/** Values over time with those of the period before, as a chart or, for who prefers it, as a table. */
export function TrendChart(props: TrendProps) {
  const t = useText();
  const heading = useId();
  const [asTable, setAsTable] = useState(false);
  const { title, names, points } = props;
  const hasBefore = names.before !== undefined && points.some(({ before }) => before !== undefined);
  return (
    <figure
      aria-labelledby={heading}
      className="border-line bg-surface min-w-0 rounded-3xl border p-5 sm:p-6"
    >
      <figcaption className="mb-4 flex flex-wrap items-center gap-x-6 gap-y-2">
        <h2 id={heading} className="text-lg font-semibold">
          {title}
        </h2>
        {hasBefore && (
          <ul className="text-muted flex flex-wrap gap-x-4 text-sm">
            <li className="flex items-center gap-2">
              <span aria-hidden className="bg-accent size-3 rounded-sm" />
              {names.value}
            </li>
            <li className="flex items-center gap-2">
              <span aria-hidden className="border-edge w-4 border-t-2 border-dashed" />
              {names.before}
            </li>
          </ul>
        )}
        <Button
          variant="ghost"
          size="sm"
          className="-my-1 ml-auto"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? <ChartColumn size={16} aria-hidden /> : <Table2 size={16} aria-hidden />}
          {t(asTable ? "chart.asChart" : "chart.asTable")}
        </Button>
      </figcaption>
      {asTable ? (
        <ChartTable {...props} hasBefore={hasBefore} />
      ) : (
        <Suspense fallback={<Skeleton className="h-64 w-full" />}>
          <Plot {...props} hasBefore={hasBefore} />
        </Suspense>
      )}
    </figure>
  );
}

function ChartTable({
  title,
  points,
  format,
  names,
  bucket,
  hasBefore,
}: TrendProps & { hasBefore: boolean }) {
  return (
    // What can be scrolled has to be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="max-h-80 overflow-auto" role="region" aria-label={title} tabIndex={0}>
      <table className="num w-full text-sm">
        <thead className="bg-surface text-muted sticky top-0 text-left text-xs">
          <tr>
            <th scope="col" className="py-2 pr-4 font-semibold">
              {bucket}
            </th>
            <th scope="col" className="px-4 py-2 text-right font-semibold">
              {names.value}
            </th>
            {hasBefore && (
              <th scope="col" className="py-2 pl-4 text-right font-semibold">
                {names.before}
              </th>
            )}
          </tr>
        </thead>
        <tbody className="divide-line divide-y">
          {points.map(({ label, value, before }) => (
            <tr key={label}>
              <th scope="row" className="py-2 pr-4 text-left font-medium">
                {label}
              </th>
              <td className="px-4 py-2 text-right">{format(value)}</td>
              {hasBefore && (
                <td className="text-muted py-2 pl-4 text-right">
                  {before === null || before === undefined ? "–" : format(before)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
