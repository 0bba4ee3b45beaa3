/** An option of a product as it is edited. */
export type OptionDraft = { name: string; values: string[] };

/** A variant as it is edited; amounts are minor units, null while empty. */
export type VariantDraft = {
  /** Of the variant that is there already. */
  id?: string | undefined;
  options: string[];
  sku: string;
  barcode: string;
  price: number | null;
  compareAt: number | null;
  weight: number | null;
  /** Pieces in stock: for a new variant only. */
  quantity: number | null;
};

export type Matrix = { options: OptionDraft[]; variants: VariantDraft[] };

/** What two variants with the same choices have in common. */
export const keyOf = (variant: { options: readonly string[] }) => JSON.stringify(variant.options);

/** The choices of a variant, to be read. */
export const titleOf = (options: readonly string[]) => options.join(" / ");

/** A new variant with these choices, which costs what another one does. */
export const newVariant = (options: string[], like?: VariantDraft): VariantDraft => ({
  options,
  sku: "",
  barcode: "",
  price: like?.price ?? null,
  compareAt: like?.compareAt ?? null,
  weight: like?.weight ?? null,
  quantity: 0,
});

/** Every combination of the options' values, the last option's changing fastest. */
export const combinations = (options: readonly OptionDraft[]): string[][] =>
  options.reduce<string[][]>(
    (all, option) => all.flatMap((chosen) => option.values.map((value) => [...chosen, value])),
    [[]],
  );

/** The variants in the order of the options' values. */
function inOrder({ options, variants }: Matrix): Matrix {
  const rank = new Map(combinations(options).map((chosen, at) => [JSON.stringify(chosen), at]));
  return {
    options,
    variants: variants.toSorted((a, b) => (rank.get(keyOf(a)) ?? 0) - (rank.get(keyOf(b)) ?? 0)),
  };
}

/** Adds a variant for each combination that there is none of. */
export function complete({ options, variants }: Matrix): Matrix {
  const known = new Set(variants.map(keyOf));
  const missing = combinations(options).filter((chosen) => !known.has(JSON.stringify(chosen)));
  return inOrder({ options, variants: [...variants, ...missing.map((one) => newVariant(one, variants[0]))] });
}

/** How many combinations there is no variant of. */
export const missingCount = ({ options, variants }: Matrix) =>
  combinations(options).length - new Set(variants.map(keyOf)).size;

/** Adds an option with its first value, which all variants then have. */
export const addOption = ({ options, variants }: Matrix, name: string, value: string): Matrix => ({
  options: [...options, { name, values: [value] }],
  variants: variants.map((one) => ({ ...one, options: [...one.options, value] })),
});

/** Takes an option away. Of variants that then are the same, the first stays. */
export function removeOption({ options, variants }: Matrix, at: number): Matrix {
  const seen = new Set<string>();
  return {
    options: options.filter((_, index) => index !== at),
    variants: variants
      .map((one) => ({ ...one, options: one.options.filter((_, index) => index !== at) }))
      .filter((one) => !seen.has(keyOf(one)) && seen.add(keyOf(one))),
  };
}

export const renameOption = (matrix: Matrix, at: number, name: string): Matrix => ({
  ...matrix,
  options: matrix.options.map((one, index) => (index === at ? { ...one, name } : one)),
});

/** Adds a value and the variants that have it. One that is there already changes nothing. */
export function addValue({ options, variants }: Matrix, at: number, value: string): Matrix {
  if (options[at]?.values.includes(value)) return { options, variants };
  const grown = options.map((one, index) =>
    index === at ? { ...one, values: [...one.values, value] } : one,
  );
  const added = combinations(grown)
    .filter((chosen) => chosen[at] === value)
    .map((chosen) => newVariant(chosen, variants[0]));
  return inOrder({ options: grown, variants: [...variants, ...added] });
}

/** Takes a value away, with the variants that have it. The last value stays. */
export function removeValue({ options, variants }: Matrix, at: number, value: string): Matrix {
  if ((options[at]?.values.length ?? 0) <= 1) return { options, variants };
  return {
    options: options.map((one, index) =>
      index === at ? { ...one, values: one.values.filter((other) => other !== value) } : one,
    ),
    variants: variants.filter((one) => one.options[at] !== value),
  };
}

/** Calls a value something else; its variants stay the same ones. A name that another value has is not taken. */
export function renameValue({ options, variants }: Matrix, at: number, from: string, to: string): Matrix {
  if (!to || options[at]?.values.includes(to)) return { options, variants };
  const rename = (value: string) => (value === from ? to : value);
  return {
    options: options.map((one, index) => (index === at ? { ...one, values: one.values.map(rename) } : one)),
    variants: variants.map((one) => ({
      ...one,
      options: one.options.map((value, index) => (index === at ? rename(value) : value)),
    })),
  };
}

export type FillField = "price" | "compareAt" | "weight" | "quantity";

/** Writes one amount into many variants: all, or those with a value of an option. */
export const fill = (
  variants: readonly VariantDraft[],
  field: FillField,
  amount: number | null,
  only?: { option: number; value: string },
): VariantDraft[] =>
  variants.map((one) => {
    const isMeant = !only || one.options[only.option] === only.value;
    // The stock of what is on offer is changed in the inventory.
    return isMeant && !(field === "quantity" && one.id) ? { ...one, [field]: amount } : one;
  });
