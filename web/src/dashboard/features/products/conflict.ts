import type { ProductValues } from "./product-form.ts";
import { titleOf, type VariantDraft } from "./matrix.ts";

export type Side = "mine" | "theirs";

/** One thing about a product of which there are two versions. */
export type Difference = {
  key: string;
  /** What it is: a field of the form, or a field of a variant. */
  field: string;
  /** The variant's choices, where it is about one. */
  variant?: string;
  /** What there was when both began, what I made of it, and what is saved now. */
  base: unknown;
  mine: unknown;
  theirs: unknown;
  /** What to take without asking: who alone changed it. Undefined when both did. */
  obvious: Side | undefined;
};

const FIELDS = [
  "name",
  "slug",
  "status",
  "categoryId",
  "description",
  "brand",
  "tags",
  "seoTitle",
  "seoDescription",
  "related",
] as const;
const VARIANT_FIELDS = [
  "options",
  "sku",
  "barcode",
  "price",
  "compareAt",
  "weight",
] as const satisfies (keyof VariantDraft)[];

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const obvious = (base: unknown, mine: unknown, theirs: unknown): Side | undefined =>
  same(base, mine) ? "theirs" : same(base, theirs) ? "mine" : undefined;

/** Everything in which what I want to save is not what is saved, from what both of us began with. */
export function differences(base: ProductValues, mine: ProductValues, theirs: ProductValues): Difference[] {
  const all: Difference[] = [];
  const add = (key: string, field: string, b: unknown, m: unknown, t: unknown, variant?: string) => {
    if (!same(m, t))
      all.push({
        key,
        field,
        base: b,
        mine: m,
        theirs: t,
        obvious: obvious(b, m, t),
        ...(variant !== undefined && { variant }),
      });
  };
  for (const field of FIELDS) add(field, field, base[field], mine[field], theirs[field]);
  const ids = new Set([...Object.keys(mine.attributes), ...Object.keys(theirs.attributes)]);
  for (const id of ids)
    add(
      `attributes.${id}`,
      "attribute",
      base.attributes[id] ?? "",
      mine.attributes[id] ?? "",
      theirs.attributes[id] ?? "",
      id,
    );
  if (!sameShape(mine, theirs)) {
    // Who has which variants is one decision: they hang together.
    add("variants", "variants", shape(base), shape(mine), shape(theirs));
    return all;
  }
  mine.variants.forEach((variant) => {
    const other = theirs.variants.find((one) => one.id === variant.id);
    const before = base.variants.find((one) => one.id === variant.id);
    if (!other) return;
    for (const field of VARIANT_FIELDS)
      add(
        `variants.${variant.id}.${field}`,
        field,
        before?.[field],
        variant[field],
        other[field],
        titleOf(other.options),
      );
  });
  return all;
}

/** The same variants, and the same names of options. */
const sameShape = (a: ProductValues, b: ProductValues) =>
  a.variants.every((one) => one.id !== undefined) &&
  a.variants.length === b.variants.length &&
  a.variants.every((one) => b.variants.some((other) => other.id === one.id)) &&
  same(
    a.options.map((one) => one.name),
    b.options.map((one) => one.name),
  );

const shape = ({ options, variants }: ProductValues) => ({ options, variants });

/** What is saved now, with what was chosen of mine. `choices` says it for every difference. */
export function merge(
  mine: ProductValues,
  theirs: ProductValues,
  all: readonly Difference[],
  choices: Readonly<Record<string, Side>>,
): ProductValues {
  const takes = (key: string) => choices[key] === "mine";
  const merged: ProductValues = { ...theirs, attributes: { ...theirs.attributes } };
  for (const field of FIELDS) if (takes(field)) Object.assign(merged, { [field]: mine[field] });
  for (const { key, variant } of all)
    if (key.startsWith("attributes.") && variant !== undefined && takes(key))
      merged.attributes[variant] = mine.attributes[variant] ?? "";
  if (takes("variants")) {
    merged.options = mine.options;
    merged.variants = mine.variants;
    return merged;
  }
  if (!sameShape(mine, theirs)) return merged;
  merged.variants = theirs.variants.map((one) => {
    const own = mine.variants.find((other) => other.id === one.id);
    const taken = VARIANT_FIELDS.filter((field) => takes(`variants.${one.id}.${field}`));
    return own ? { ...one, ...Object.fromEntries(taken.map((field) => [field, own[field]])) } : one;
  });
  merged.options = merged.options.map((option, at) => ({
    ...option,
    values: [...new Set(merged.variants.map((one) => one.options[at] ?? ""))],
  }));
  return merged;
}
