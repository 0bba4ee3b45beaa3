import { describe, expect, it } from "vitest";
import { analyticsSearch, byOf, periodOf } from "./analytics-search.ts";

describe("the address of figures", () => {
  it("says a number of days or two days, and leaves out what the API refuses", () => {
    expect(analyticsSearch({ days: "90", by: "week", top: "units" })).toEqual({
      days: 90,
      by: "week",
      top: "units",
    });
    expect(analyticsSearch({ days: "30" })).toEqual({});
    expect(analyticsSearch({ days: "31", by: "year", top: "x", more: "1" })).toEqual({});
    expect(analyticsSearch({ from: "2026-02-01", to: "2026-02-28", days: "7" })).toEqual({
      from: "2026-02-01",
      to: "2026-02-28",
    });
    for (const [from, to] of [
      ["2026-02-02", "2026-02-01"],
      ["2024-01-01", "2026-02-01"],
      ["2026-02-31", "x"],
    ]) {
      expect(analyticsSearch({ from, to })).toEqual({});
    }
  });

  it("is divided into days, weeks or months by its length, unless somebody chose", () => {
    expect(byOf({})).toBe("day");
    expect(byOf({ days: 90 })).toBe("week");
    expect(byOf({ days: 365 })).toBe("month");
    expect(byOf({ from: "2026-01-01", to: "2026-01-31" })).toBe("day");
    expect(byOf({ days: 365, by: "day" })).toBe("day");
  });

  it("asks the API for the last days or for those two", () => {
    expect(periodOf({})).toEqual({ days: 30 });
    expect(periodOf({ from: "2026-01-01", to: "2026-01-31" })).toEqual({
      from: "2026-01-01",
      to: "2026-01-31",
    });
  });
});
