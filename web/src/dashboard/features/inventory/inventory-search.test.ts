import { describe, expect, it } from "vitest";
import { inventorySearch } from "./inventory-search.ts";

describe("the address of the list of stock", () => {
  it("says what the API takes", () => {
    const search = { q: "mug", level: "low", cursor: "abc" };
    expect(inventorySearch(search)).toEqual(search);
  });

  it("leaves out what it does not", () => {
    expect(inventorySearch({ q: " ", level: "ok", cursor: 3, other: "x" })).toEqual({});
    expect(inventorySearch({ q: 123 })).toEqual({ q: "123" });
    expect(inventorySearch({ q: "x".repeat(200) }).q).toHaveLength(100);
  });
});
