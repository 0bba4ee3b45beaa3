import { describe, expect, it } from "vitest";
import { typedStock } from "./typed-stock.ts";

describe("what is typed for a stock", () => {
  it("is a count without a sign", () => {
    expect(typedStock(" 12 ")).toEqual({ count: 12 });
    expect(typedStock("0")).toEqual({ count: 0 });
  });

  it("is a change with one, whichever dash a keyboard has", () => {
    expect(typedStock("+5")).toEqual({ delta: 5 });
    for (const dash of ["-", "−", "–"]) expect(typedStock(`${dash} 3`)).toEqual({ delta: -3 });
  });

  it("is nothing when it cannot be meant", () => {
    for (const odd of ["", "x", "1.5", "+0", "--1", "1000001", "99999999"])
      expect(typedStock(odd)).toBeUndefined();
  });
});
