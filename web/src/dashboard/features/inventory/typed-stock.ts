/** What somebody typed for a variant's stock: a count, or a change of it. */
export type TypedStock = { count: number } | { delta: number };

const MOST = 1_000_000;

/** Reads "12" as a count, "+5" and "-3" as changes; undefined for anything else, and for a change of nothing. */
export function typedStock(text: string): TypedStock | undefined {
  const match = /^\s*([+\-−–]?)\s*(\d{1,7})\s*$/.exec(text);
  if (!match) return undefined;
  const n = Number(match[2]);
  if (n > MOST) return undefined;
  if (!match[1]) return { count: n };
  if (n === 0) return undefined;
  return { delta: match[1] === "+" ? n : -n };
}
