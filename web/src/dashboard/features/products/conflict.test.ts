import { describe, expect, it } from "vitest";
import { differences, merge } from "./conflict.ts";
import { newVariant } from "./matrix.ts";
import { emptyProduct, type ProductValues } from "./product-form.ts";

const base: ProductValues = {
  ...emptyProduct(),
  name: "Shirt",
  brand: "Weaver",
  tags: ["linen"],
  options: [{ name: "Size", values: ["S", "M"] }],
  variants: [
    { ...newVariant(["S"]), id: "s", price: 1000 },
    { ...newVariant(["M"]), id: "m", price: 1000 },
  ],
  attributes: { a: "Wood" },
};
const price = (values: ProductValues, id: string, amount: number): ProductValues => ({
  ...values,
  variants: values.variants.map((one) => (one.id === id ? { ...one, price: amount } : one)),
});

describe("two versions of a product", () => {
  const mine = price({ ...base, name: "My shirt", brand: "Mine", attributes: { a: "Steel" } }, "s", 900);
  const theirs = price({ ...base, name: "Their shirt", tags: ["linen", "new"] }, "s", 800);
  const all = differences(base, mine, theirs);

  it("differ field by field, variants too", () => {
    expect(all.map(({ key, obvious }) => [key, obvious])).toEqual([
      ["name", undefined],
      ["brand", "mine"],
      ["tags", "theirs"],
      ["attributes.a", "mine"],
      ["variants.s.price", undefined],
    ]);
  });
  it("become what was chosen of each", () => {
    const merged = merge(mine, theirs, all, {
      name: "mine",
      brand: "mine",
      tags: "theirs",
      "attributes.a": "mine",
      "variants.s.price": "theirs",
    });
    expect([
      merged.name,
      merged.brand,
      merged.tags,
      merged.attributes,
      merged.variants.map((one) => one.price),
    ]).toEqual(["My shirt", "Mine", ["linen", "new"], { a: "Steel" }, [800, 1000]]);
  });
  it("are theirs where nothing is chosen", () => expect(merge(mine, theirs, all, {})).toEqual(theirs));
  it("are one decision where the variants are not the same", () => {
    const fewer = { ...theirs, variants: theirs.variants.slice(0, 1) };
    const found = differences(base, mine, fewer);
    expect(found.at(-1)).toMatchObject({ key: "variants", obvious: undefined });
    expect(merge(mine, fewer, found, { variants: "mine" }).variants).toEqual(mine.variants);
    expect(merge(mine, fewer, found, {}).variants).toEqual(fewer.variants);
  });
});
