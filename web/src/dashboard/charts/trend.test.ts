import { describe, expect, it } from "vitest";
import { everyNth, ticksUpTo } from "./trend.ts";

describe("the ticks of an axis", () => {
  it("are round and reach over the greatest value", () => {
    expect(ticksUpTo(7)).toEqual([0, 2, 4, 6, 8]);
    expect(ticksUpTo(100)).toEqual([0, 25, 50, 75, 100]);
    expect(ticksUpTo(123_400)).toEqual([0, 50_000, 100_000, 150_000]);
  });

  it("are whole numbers for small values, and one for none", () => {
    expect(ticksUpTo(2)).toEqual([0, 1, 2]);
    expect(ticksUpTo(0)).toEqual([0]);
  });
});

describe("the labels below a chart", () => {
  it("are left out where there is no room", () => {
    expect(everyNth(7, 700, 60)).toBe(1);
    expect(everyNth(30, 600, 60)).toBe(3);
    expect(everyNth(90, 300, 60)).toBe(18);
  });
});
