/** A value of a bucket of time, and of the one that it is compared with. */
export type Point = {
  /** What the bucket is called: "4 May". Each is there once. */
  label: string;
  value: number;
  /** The same of the period before; null where there was none. */
  before?: number | null;
};

export type TrendProps = {
  /** What is shown: "Revenue". */
  title: string;
  points: readonly Point[];
  /** Bars for what adds up in its buckets, a line for what is so at a time. */
  kind: "bars" | "line";
  /** A value in words: money, pieces. */
  format: (value: number) => string;
  /** The same, short, for the axis. */
  formatShort?: (value: number) => string;
  /** What the two series are called. */
  names: { value: string; before?: string };
  /** What a bucket is, for the head of the table: "Day". */
  bucket: string;
};

/** Round numbers from 0 up to at least the greatest value: the ticks of an axis. */
export function ticksUpTo(greatest: number, wanted = 4): number[] {
  if (greatest <= 0) return [0];
  const rough = greatest / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? 10 * power;
  const whole = Math.max(step, 1);
  const count = Math.ceil(greatest / whole - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => at * whole);
}

/** Which of so many labels are shown in a width: every n-th, so that none runs into the next. */
export const everyNth = (count: number, width: number, labelWidth: number) =>
  Math.max(1, Math.ceil((count * labelWidth) / Math.max(width, 1)));
