import { describe, expect, it } from "vitest";
import { changeOf, noChange } from "./bulk-change.ts";

describe("a bulk change", () => {
  it("is nothing while nothing is chosen", () => expect(changeOf(noChange, "EUR")).toBeUndefined());
  it("is what was chosen, in minor units and hundredths of a percent", () => {
    const draft = {
      ...noChange,
      priceMode: "decrease_percent",
      price: "12,5",
      rounding: "ends_99",
      compareAtMode: "previous_price",
      stockMode: "add",
      stock: "10",
      status: "active",
      category: "none",
      addTags: ["sale"],
    } as const;
    expect(changeOf({ ...draft, addTags: ["sale"] }, "EUR")).toEqual({
      change: {
        price: { mode: "decrease_percent", value: 1250, rounding: "ends_99" },
        compareAt: { mode: "previous_price" },
        stock: { mode: "add", quantity: 10 },
        status: "active",
        clearCategory: true,
        addTags: ["sale"],
      },
    });
    expect(changeOf({ ...noChange, priceMode: "set", price: "9.90" }, "EUR")).toEqual({
      change: { price: { mode: "set", value: 990, rounding: "none" } },
    });
  });
  it("names what cannot be read", () => {
    const draft = {
      ...noChange,
      priceMode: "set",
      price: "x",
      compareAtMode: "set",
      stockMode: "set",
      stock: "-1",
    } as const;
    expect(changeOf(draft, "EUR")).toEqual({ wrong: ["price", "compareAt", "stock"] });
    expect(changeOf({ ...noChange, priceMode: "decrease_percent", price: "101" }, "EUR")).toEqual({
      wrong: ["price"],
    });
  });
});
