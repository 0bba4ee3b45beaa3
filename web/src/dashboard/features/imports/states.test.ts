import type { Import, ImportStatus } from "@api/types.ts";
import { describe, expect, it } from "vitest";
import { canStart, isRunning, percentOf, waitsForPictures } from "./states.ts";

const one = (status: ImportStatus, counts: Partial<Import["counts"]> = {}, fileKept = true): Import => ({
  id: "1",
  fileName: "x.csv",
  bytes: 300,
  format: "rialto",
  status,
  createdAt: "2026-05-04T12:00:00Z",
  fileKept,
  counts: {
    bytesRead: 0,
    rows: 0,
    products: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    leftOut: 0,
    badRows: 0,
    badProducts: 0,
    warnings: 0,
    pictures: 0,
    picturesDone: 0,
    picturesFailed: 0,
    ...counts,
  },
});

describe("an import", () => {
  it("can be started until it is done, and while its file is kept", () => {
    const startable = (["uploaded", "checked", "stopped", "cancelled", "failed"] as const).map((status) =>
      canStart(one(status)),
    );
    expect(startable).toEqual([true, true, true, true, true]);
    expect(canStart(one("done"))).toBe(false);
    expect(canStart(one("importing"))).toBe(false);
    expect(canStart(one("uploaded", {}, false))).toBe(false);
  });

  it("runs while it is checked or imported", () => {
    expect(isRunning(one("checking"))).toBe(true);
    expect(isRunning(one("checked"))).toBe(false);
  });

  it("tells how far it is, and never more than all", () => {
    expect(percentOf(one("importing", { bytesRead: 101 }))).toBe(33);
    expect(percentOf(one("done", { bytesRead: 301 }))).toBe(100);
  });

  it("waits for its pictures, unless it was cancelled", () => {
    expect(waitsForPictures(one("done", { pictures: 2, picturesDone: 1 }))).toBe(true);
    expect(waitsForPictures(one("cancelled", { pictures: 2, picturesDone: 1 }))).toBe(false);
  });
});
