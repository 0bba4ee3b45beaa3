import type { Product } from "@api/types.ts";
import { describe, expect, it } from "vitest";
import { availability, choiceOf, variantOf, withValue } from "./choice.ts";

const price = { amount: 1000, currency: "EUR" };
const product = {
  options: [
    { name: "Size", values: ["S", "L"] },
    { name: "Colour", values: ["Sand", "Ink"] },
  ],
  variants: [
    { id: "1", options: ["S", "Sand"], price, quantityAvailable: 0 },
    { id: "2", options: ["S", "Ink"], price, quantityAvailable: 3 },
    { id: "3", options: ["L", "Sand"], price, quantityAvailable: 1 },
  ],
} as unknown as Product;

describe("a choice", () => {
  it("starts with what can be bought", () => expect(choiceOf(product, undefined)).toEqual(["S", "Ink"]));

  it("is the address's where that fits", () => {
    expect(choiceOf(product, ["L", "Ink"])).toEqual(["L", "Ink"]);
    expect(choiceOf(product, ["L"])).toEqual(["S", "Ink"]);
    expect(choiceOf(product, ["L", "Pink"])).toEqual(["S", "Ink"]);
  });

  it("leads to a variant, or to none", () => {
    expect(variantOf(product, ["L", "Sand"])?.id).toBe("3");
    expect(variantOf(product, ["L", "Ink"])).toBeUndefined();
    expect(variantOf(product, withValue(["L", "Sand"], 0, "S"))?.id).toBe("1");
  });

  it("says what each value would lead to", () => {
    expect(availability(product, ["S", "Ink"], 0, "L")).toBe("not_made");
    expect(availability(product, ["S", "Ink"], 1, "Sand")).toBe("sold_out");
    expect(availability(product, ["L", "Sand"], 0, "L")).toBe("available");
  });
});
