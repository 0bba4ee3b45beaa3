import type { LiveNotice } from "@api/types.ts";
import { describe, expect, it } from "vitest";
import { concerns, eventsOf, pollEvery } from "./live.ts";

const query = (path: string, data?: unknown) => ({ queryKey: ["get", path, {}], state: { data } });

const at = (routeId: string, store?: string) =>
  eventsOf([{ routeId, params: store ? { store } : {}, status: "success" }]);
const told = (path: string, type: LiveNotice["type"]) => concerns(query(path), [{ type }]);

describe("where a page is told what happens", () => {
  it("is its store, or the marketplace", () => {
    expect(at("/dashboard/stores/$store/managers/imports", "north")).toBe("/stores/north/events");
    expect(at("/dashboard/operators/jobs")).toBe("/admin/events");
    expect(at("/dashboard/operators/all-stores/$store", "north")).toBe("/admin/events");
    expect(at("/dashboard/new-store")).toBeUndefined();
    expect(eventsOf([{ routeId: "/dashboard/operators", params: {}, status: "error" }])).toBeUndefined();
  });
});

describe("what a page reads again", () => {
  it("is what the notices are about", () => {
    expect(told("/stores/{storeId}/orders", "order")).toBe(true);
    expect(told("/stores/{storeId}/orders/{storeOrderId}", "order")).toBe(true);
    expect(told("/stores/{storeId}/order-counts", "all")).toBe(true);
    expect(told("/admin/job-queues", "jobs")).toBe(true);
    expect(told("/stores/{storeId}/orders", "jobs")).toBe(false);
  });

  it("is nothing that somebody edits", () => {
    for (const path of [
      "/stores/{storeId}/catalog/products/{productId}",
      "/stores/{storeId}/business",
      "/me",
    ])
      expect(concerns(query(path), [{ type: "all" }])).toBe(false);
  });
});

describe("how often a page looks", () => {
  const done = { status: "done", counts: { pictures: 2, picturesDone: 2 } };
  const running = { status: "importing", counts: { pictures: 0, picturesDone: 0 } };

  it("is as often as what changes soonest", () => {
    expect(pollEvery([query("/me"), query("/stores/{storeId}/catalog/products")])).toBe(false);
    expect(pollEvery([query("/stores/{storeId}/orders"), query("/stores/{storeId}/inventory/summary")])).toBe(
      20_000,
    );
    expect(pollEvery([query("/stores/{storeId}/imports", { items: [done, running] })])).toBe(2000);
    expect(pollEvery([query("/stores/{storeId}/imports/{importId}", { import: done })])).toBe(30_000);
    expect(pollEvery([query("/stores/{storeId}/imports/{importId}")])).toBe(30_000);
    expect(pollEvery([query("/stores/{storeId}/imports/{importId}/problems", { items: [{ row: 2 }] })])).toBe(
      30_000,
    );
  });
});
