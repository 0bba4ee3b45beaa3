import { describe, expect, it } from "vitest";
import {
  addOption,
  addValue,
  combinations,
  complete,
  fill,
  type Matrix,
  missingCount,
  newVariant,
  removeOption,
  removeValue,
  renameValue,
} from "./matrix.ts";

const plain: Matrix = { options: [], variants: [{ ...newVariant([]), id: "a", price: 1000 }] };
const shirt = addValue(
  addOption(addValue(addOption(plain, "Size", "S"), 0, "M"), "Colour", "Blue"),
  1,
  "White",
);
const shown = ({ variants }: Matrix) =>
  variants.map((one) => one.options.join("") + (one.id ?? "")).join(" ");

describe("the matrix of variants", () => {
  it("keeps the only variant when options are added", () => {
    expect(shown(addOption(plain, "Size", "S"))).toBe("Sa");
    expect(shown(shirt)).toBe("SBluea SWhite MBlue MWhite");
  });
  it("gives a new variant the price of the first", () => {
    expect(shirt.variants.map((one) => one.price)).toEqual([1000, 1000, 1000, 1000]);
  });
  it("keeps variants when a value is renamed, and takes no name twice", () => {
    expect(shown(renameValue(shirt, 0, "S", "Small"))).toBe("SmallBluea SmallWhite MBlue MWhite");
    expect(renameValue(shirt, 0, "S", "M")).toEqual(shirt);
    expect(renameValue(shirt, 0, "S", "")).toEqual(shirt);
  });
  it("drops the variants of a value that is taken away, and keeps the last value", () => {
    expect(shown(removeValue(shirt, 1, "White"))).toBe("SBluea MBlue");
    const blue = removeValue(shirt, 1, "White");
    expect(removeValue(blue, 1, "Blue")).toEqual(blue);
  });
  it("keeps the first of those that are the same without an option", () => {
    expect(shown(removeOption(shirt, 1))).toBe("Sa M");
  });
  it("adds what is missing, in the order of the values", () => {
    const some = { ...shirt, variants: shirt.variants.filter((one) => one.options[1] === "White") };
    expect(missingCount(some)).toBe(2);
    expect(shown(complete(some))).toBe("SBlue SWhite MBlue MWhite");
    expect(combinations([])).toEqual([[]]);
  });
  it("fills all, or those with a value, and no stock of what is on offer", () => {
    expect(fill(shirt.variants, "price", 5).map((one) => one.price)).toEqual([5, 5, 5, 5]);
    expect(fill(shirt.variants, "price", 5, { option: 0, value: "M" }).map((one) => one.price)).toEqual([
      1000, 1000, 5, 5,
    ]);
    expect(fill(shirt.variants, "quantity", 7).map((one) => one.quantity)).toEqual([0, 7, 7, 7]);
  });
});
