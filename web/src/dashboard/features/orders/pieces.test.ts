import type { MerchantOrder, OrderItem } from "@api/types.ts";
import { describe, expect, it } from "vitest";
import { allOf, nameOf, quantities, refundable, waiting, worth } from "./pieces.ts";

const item = (id: string, shippedQuantity: number, cancelledQuantity: number, refundedQuantity: number) =>
  ({
    id,
    name: "Lamp",
    options: [{ name: "Colour", value: "Red" }],
    quantity: 6,
    shippedQuantity,
    cancelledQuantity,
    refundedQuantity,
    unitPrice: { amount: 250, currency: "EUR" },
  }) as OrderItem;
const order = { items: [item("a", 3, 1, 2), item("b", 0, 6, 0)] } as MerchantOrder;

describe("pieces of an order", () => {
  it("wait, or can be refunded, or neither", () => {
    expect(allOf(order, waiting)).toEqual({ a: 2, b: 0 });
    expect(allOf(order, refundable)).toEqual({ a: 1, b: 0 });
  });

  it("are sent where some are chosen, and cost what they cost", () => {
    expect(quantities({ a: 2, b: 0 })).toEqual([{ itemId: "a", quantity: 2 }]);
    expect(worth(order, { a: 2, gone: 5 })).toBe(500);
  });

  it("are named with their options", () => {
    expect(nameOf(item("a", 0, 0, 0))).toBe("Lamp – Red");
  });
});
