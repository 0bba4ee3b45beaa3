import type { MerchantOrder } from "@api/types.ts";
import { describe, expect, it } from "vitest";
import { historyOf } from "./history.ts";

describe("the history of an order", () => {
  it("is all that happened, the latest first", () => {
    const order = {
      placedAt: "2026-05-01T10:00:00Z",
      paidAt: "2026-05-01T10:01:00Z",
      shipments: [
        { id: "a", shippedAt: "2026-05-02T10:00:00Z", deliveredAt: "2026-05-05T10:00:00Z" },
        { id: "b", shippedAt: "2026-05-03T10:00:00Z" },
      ],
      refunds: [{ id: "r", kind: "cancellation", createdAt: "2026-05-04T10:00:00Z" }],
      notes: [{ id: "n", authorName: "Ada", createdAt: "2026-05-06T10:00:00Z" }],
    } as unknown as MerchantOrder;
    expect(historyOf(order).map((one) => one.kind)).toEqual([
      "note",
      "delivered",
      "cancellation",
      "shipped",
      "shipped",
      "paid",
      "placed",
    ]);
  });
});
