import { describe, expect, it } from "vitest";
import { missingFields, wrongColumns } from "./mapping.ts";

describe("a mapping", () => {
  it("lacks what products cannot do without", () => {
    expect(missingFields(["handle", ""], "create")).toEqual(["name", "price"]);
    expect(missingFields(["handle", ""], "update")).toEqual([]);
    expect(missingFields(["", "sku"], "update")).toEqual(["handle"]);
  });

  it("says which column is mapped to a field that another has", () => {
    expect([...wrongColumns(["price", "", "price", ""], [])]).toEqual([[2, "duplicate"]]);
  });

  it("shows at a column what the API has against it", () => {
    const told = [
      { path: "mapping[1]", code: "unknown", message: "There is no such field." },
      { path: "mapping[0]", code: "option", message: "Map a column to option1_name, too." },
      { path: "mapping", code: "required" },
    ];
    expect([...wrongColumns(["option1_value", "x"], told)]).toEqual([
      [1, "There is no such field."],
      [0, "option"],
    ]);
  });
});
