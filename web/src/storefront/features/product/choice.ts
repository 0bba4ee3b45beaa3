import type { Product, Variant } from "@api/types.ts";

/** One value per option of the product, in the options' order. */
export type Choice = string[];

/** The choice in the address where it fits the product, else the first variant that can be bought. */
export function choiceOf(product: Product, wanted: string[] | undefined): Choice {
  const fits =
    wanted?.length === product.options.length &&
    product.options.every((option, at) => option.values.includes(wanted[at] ?? ""));
  if (wanted && fits) return wanted;
  return (
    (product.variants.find((variant) => variant.quantityAvailable > 0) ?? product.variants[0])?.options ?? []
  );
}

/** The variant of a choice; undefined when the store does not make that combination. */
export const variantOf = (product: Product, choice: Choice): Variant | undefined =>
  product.variants.find((variant) => variant.options.every((value, at) => value === choice[at]));

/** The choice with one option changed. */
export const withValue = (choice: Choice, at: number, value: string): Choice =>
  choice.map((one, index) => (index === at ? value : one));

export type Availability = "available" | "sold_out" | "not_made";

/** What choosing the value would lead to, the other options staying as they are. */
export function availability(product: Product, choice: Choice, at: number, value: string): Availability {
  const variant = variantOf(product, withValue(choice, at, value));
  if (!variant) return "not_made";
  return variant.quantityAvailable > 0 ? "available" : "sold_out";
}
