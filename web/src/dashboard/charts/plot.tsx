import { AxisBottom, AxisLeft } from "@visx/axis";
import { Group } from "@visx/group";
import { scaleBand, scaleLinear } from "@visx/scale";
import { AreaClosed, Bar, LinePath } from "@visx/shape";
import { type KeyboardEvent, type PointerEvent, useId, useState } from "react";
import { useText } from "../text.ts";
import { everyNth, ticksUpTo, type TrendProps } from "./trend.ts";
import { useWidth } from "./use-width.ts";

const HEIGHT = 256;
const EDGE = { top: 8, right: 8, bottom: 28, left: 56 };
const LABEL_WIDTH = 72;
const TICK = { fill: "var(--muted)", fontSize: 12, fontFamily: "inherit" };

/** The chart itself. Pointing at a bucket, or the arrow keys, say what it holds. */
export function Plot({
  title,
  points,
  kind,
  format,
  formatShort,
  names,
  hasBefore,
}: TrendProps & { hasBefore: boolean }) {
  const t = useText();
  const id = useId();
  const [ref, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const values = points.flatMap(({ value, before }) => [value, ...(hasBefore && before ? [before] : [])]);
  const ticks = ticksUpTo(Math.max(0, ...values));
  const inner = {
    width: Math.max(0, width - EDGE.left - EDGE.right),
    height: HEIGHT - EDGE.top - EDGE.bottom,
  };
  const x = scaleBand({
    domain: points.map((_, index) => index),
    range: [0, inner.width],
    paddingInner: kind === "bars" ? 0.3 : 0,
    paddingOuter: kind === "bars" ? 0.15 : 0,
  });
  const y = scaleLinear({ domain: [0, ticks.at(-1) || 1], range: [inner.height, 0] });
  const middle = (index: number) => (x(index) ?? 0) + x.bandwidth() / 2;
  const nth = everyNth(points.length, inner.width, LABEL_WIDTH);
  const series = points.map((point, index) => ({ ...point, index }));
  const earlier = series.filter(({ before }) => before !== null && before !== undefined);
  const shown = at === null ? undefined : points[at];

  const point = (event: PointerEvent<SVGRectElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * points.length);
    setAt(Math.min(Math.max(index, 0), points.length - 1));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = points.length - 1;
    const next = {
      ArrowRight: Math.min((at ?? -1) + 1, last),
      ArrowLeft: Math.max((at ?? last + 1) - 1, 0),
      Home: 0,
      End: last,
      Escape: null,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <div ref={ref} className="relative min-h-64">
      {width > 0 && (
        // The arrow keys read its values.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={t("chart.label", { title, count: points.length })}
          aria-describedby={id}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          onKeyDown={onKeyDown}
          onBlur={() => setAt(null)}
          className="rounded-xl"
        >
          <Group left={EDGE.left} top={EDGE.top}>
            {ticks.map((tick) => (
              <line key={tick} x2={inner.width} y1={y(tick)} y2={y(tick)} className="stroke-line" />
            ))}
            {at !== null && (
              <rect
                x={(at * inner.width) / points.length}
                width={inner.width / points.length}
                height={inner.height}
                className="fill-sunken"
              />
            )}
            {kind === "bars" &&
              series.map(({ index, label, value }) => (
                <Bar
                  key={label}
                  x={x(index) ?? 0}
                  y={y(value)}
                  width={x.bandwidth()}
                  height={Math.max(0, inner.height - y(value))}
                  rx={Math.min(4, x.bandwidth() / 4)}
                  className="fill-accent"
                />
              ))}
            {kind === "line" && (
              <>
                <AreaClosed
                  data={series}
                  x={({ index }) => middle(index)}
                  y={({ value }) => y(value)}
                  yScale={y}
                  className="fill-accent opacity-10"
                />
                <LinePath
                  data={series}
                  x={({ index }) => middle(index)}
                  y={({ value }) => y(value)}
                  className="stroke-accent fill-none stroke-2"
                />
              </>
            )}
            {hasBefore && (
              <LinePath
                data={earlier}
                x={({ index }) => middle(index)}
                y={({ before }) => y(before ?? 0)}
                strokeDasharray="4 4"
                className="stroke-edge fill-none stroke-2"
              />
            )}
            <AxisLeft
              scale={y}
              tickValues={ticks}
              hideAxisLine
              hideTicks
              tickFormat={(value) => (formatShort ?? format)(Number(value))}
              tickLabelProps={{ ...TICK, dx: "-0.25em", dy: "0.33em", textAnchor: "end" }}
            />
            <AxisBottom
              top={inner.height}
              scale={x}
              tickValues={series.map(({ index }) => index).filter((index) => index % nth === 0)}
              hideTicks
              stroke="var(--edge)"
              tickFormat={(index) => points[index]?.label ?? ""}
              tickLabelProps={{ ...TICK, textAnchor: "middle" }}
            />
            <rect
              width={inner.width}
              height={inner.height}
              className="fill-transparent"
              onPointerMove={point}
              onPointerDown={point}
              onPointerLeave={() => setAt(null)}
            />
          </Group>
        </svg>
      )}
      <div
        id={id}
        aria-live="polite"
        className="bg-ink text-bg num pointer-events-none absolute top-0 right-2 rounded-xl px-3 py-2 text-xs shadow-lg empty:hidden"
      >
        {shown && (
          <>
            <p className="font-semibold">{shown.label}</p>
            <p>
              {names.value}: {format(shown.value)}
            </p>
            {hasBefore && shown.before !== null && shown.before !== undefined && (
              <p>
                {names.before}: {format(shown.before)}
              </p>
            )}
          </>
        )}
      </div>
    </div>
  );
}
