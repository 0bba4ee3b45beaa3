import type {
  CatalogProduct,
  CategoryNode,
  Attribute,
  ProductAttribute,
  ProductInput,
  ProductStatus,
} from "@api/types.ts";
import * as v from "valibot";
import { amount, oneOf, optional, required, whole } from "../../forms/rules.ts";
import { htmlOf, markupOf } from "./markup.ts";
import { keyOf, newVariant, type OptionDraft, type VariantDraft } from "./matrix.ts";
import { STATUSES } from "./statuses.ts";

export type Related = { id: string; name: string };

/** A product as its form holds it. */
export type ProductValues = {
  name: string;
  slug: string;
  /** A text with marks: see markup.ts. */
  description: string;
  brand: string;
  status: ProductStatus;
  categoryId: string;
  tags: string[];
  seoTitle: string;
  seoDescription: string;
  options: OptionDraft[];
  variants: VariantDraft[];
  /** By the attribute's id: what was typed, or true and false. */
  attributes: Record<string, string>;
  related: Related[];
};

const distinct = (list: readonly string[]) => new Set(list).size === list.length;

export const productSchema = v.object({
  name: required(300),
  slug: v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^$|^[a-z0-9]+(-[a-z0-9]+)*$/, "products.slugForm"),
    v.maxLength(200, "field.tooLong"),
  ),
  description: v.pipe(v.string(), v.maxLength(90_000, "field.tooLong")),
  brand: optional(300),
  status: oneOf(STATUSES),
  categoryId: v.string(),
  tags: v.array(v.string()),
  seoTitle: optional(200),
  seoDescription: optional(500),
  options: v.pipe(
    v.array(v.object({ name: required(255), values: v.array(v.string()) })),
    v.check((list) => distinct(list.map((one) => one.name)), "products.optionTwice"),
  ),
  variants: v.pipe(
    v.array(
      v.object({
        id: v.optional(v.string()),
        options: v.array(v.string()),
        sku: optional(255),
        barcode: optional(255),
        price: amount(),
        compareAt: v.nullable(amount()),
        weight: v.nullable(whole(0, 1_000_000_000)),
        quantity: v.nullable(whole(0, 1_000_000_000)),
      }),
    ),
    v.minLength(1, "products.noVariant"),
  ),
  attributes: v.record(v.string(), v.string()),
  related: v.array(v.object({ id: v.string(), name: v.string() })),
}) as v.GenericSchema<ProductValues, ProductValues>;

/** A product that is to be made. */
export const emptyProduct = (): ProductValues => ({
  name: "",
  slug: "",
  description: "",
  brand: "",
  status: "draft",
  categoryId: "",
  tags: [],
  seoTitle: "",
  seoDescription: "",
  options: [],
  variants: [newVariant([])],
  attributes: {},
  related: [],
});

/** What the form holds of a product that is there. */
export const valuesOf = (product: CatalogProduct): ProductValues => ({
  name: product.name,
  slug: product.slug,
  description: markupOf(product.description),
  brand: product.brand,
  status: product.status,
  categoryId: product.category?.id ?? "",
  tags: product.tags,
  seoTitle: product.seoTitle,
  seoDescription: product.seoDescription,
  options: product.options.map(({ name, values }) => ({ name, values })),
  variants: product.variants.map((one) => ({
    id: one.id,
    options: one.options,
    sku: one.sku ?? "",
    barcode: one.barcode ?? "",
    price: one.price.amount,
    compareAt: one.compareAtPrice?.amount ?? null,
    weight: one.weightGrams ?? null,
    quantity: null,
  })),
  attributes: Object.fromEntries(product.attributes.map((one) => [one.attributeId, typedValue(one)])),
  related: product.related.map(({ id, name }) => ({ id, name })),
});

const typedValue = ({ text, number, boolean }: ProductAttribute) =>
  text ?? (number === undefined ? String(boolean ?? "") : String(number));

/**
 * What is sent of it. `before` is the description that is there: it goes back as it is when nobody changed its text,
 * for marks say less than HTML. `attributes` are those of the chosen category; values of others are left out.
 */
export function inputOf(
  values: ProductValues,
  attributes: readonly Attribute[],
  currency: string,
  before?: string,
): ProductInput {
  const money = (minor: number) => ({ amount: minor, currency });
  return {
    name: values.name,
    ...(values.slug && { slug: values.slug }),
    description:
      before !== undefined && markupOf(before) === values.description ? before : htmlOf(values.description),
    brand: values.brand,
    status: values.status,
    ...(values.categoryId && { categoryId: values.categoryId }),
    tags: values.tags,
    seoTitle: values.seoTitle,
    seoDescription: values.seoDescription,
    options: values.options.map((one) => one.name),
    variants: values.variants.map((one) => ({
      ...(one.id && { id: one.id }),
      options: one.options,
      ...(one.sku && { sku: one.sku }),
      ...(one.barcode && { barcode: one.barcode }),
      price: money(one.price ?? 0),
      ...(one.compareAt !== null && { compareAtPrice: money(one.compareAt) }),
      ...(one.weight !== null && { weightGrams: one.weight }),
      ...(!one.id && one.quantity !== null && { quantity: one.quantity }),
    })),
    attributes: attributes.flatMap((one) => attributeInput(one, values.attributes[one.id] ?? "")),
    relatedIds: values.related.map((one) => one.id),
  };
}

function attributeInput({ id, kind }: Attribute, typed: string): NonNullable<ProductInput["attributes"]> {
  const text = typed.trim();
  if (!text) return [];
  if (kind === "boolean") return [{ attributeId: id, boolean: text === "true" }];
  if (kind !== "number") return [{ attributeId: id, text }];
  const number = Number(text.replace(",", "."));
  // What is no number is sent as text: the API says at which attribute.
  return [Number.isFinite(number) ? { attributeId: id, number } : { attributeId: id, text }];
}

/** The attributes that a category has, its own and what it inherits, the root's first. */
export function attributesOf(categories: readonly CategoryNode[], categoryId: string): Attribute[] {
  const byId = new Map(categories.map((one) => [one.id, one]));
  const way: CategoryNode[] = [];
  for (
    let at = byId.get(categoryId);
    at && way.length < 20;
    at = at.parentId ? byId.get(at.parentId) : undefined
  )
    way.unshift(at);
  return way.flatMap((one) => one.attributes);
}

/** The field of the form that a path of the API is about. */
export function fieldOf(path: string): string | undefined {
  if (path === "attributes" || path.startsWith("attributes[")) return undefined;
  return path
    .replace(/^relatedIds.*/, "related")
    .replace(/\.compareAtPrice(\.amount)?$/, ".compareAt")
    .replace(/\.price\.amount$/, ".price")
    .replace(/\.weightGrams$/, ".weight")
    .replace(/^(tags)\[.*/, "$1");
}

/** Two states of a form that say the same. */
export const sameValues = (a: ProductValues, b: ProductValues) =>
  JSON.stringify(normal(a)) === JSON.stringify(normal(b));

const normal = (values: ProductValues) => ({
  ...values,
  attributes: Object.entries(values.attributes)
    .filter(([, value]) => value.trim())
    .toSorted(([a], [b]) => a.localeCompare(b)),
  variants: values.variants.map((one) => [
    one.id ?? keyOf(one),
    one.options,
    one.sku,
    one.barcode,
    one.price,
    one.compareAt,
    one.weight,
  ]),
  related: values.related.map((one) => one.id),
});
