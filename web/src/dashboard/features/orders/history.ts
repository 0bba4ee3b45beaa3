import type { MerchantOrder, Refund, Shipment } from "@api/types.ts";

/** One thing that happened to an order. */
export type Happening = { at: string; key: string } & (
  | { kind: "placed" | "paid" }
  | { kind: "shipped" | "delivered"; number: number; shipment: Shipment }
  | { kind: "cancellation" | "refund"; refund: Refund }
  | { kind: "note"; author: string }
);

/** All that happened to an order, the latest first. */
export function historyOf(order: MerchantOrder): Happening[] {
  const all: Happening[] = [{ at: order.placedAt, key: "placed", kind: "placed" }];
  if (order.paidAt) all.push({ at: order.paidAt, key: "paid", kind: "paid" });
  for (const [at, shipment] of order.shipments.entries()) {
    const number = at + 1;
    all.push({ at: shipment.shippedAt, key: `s${shipment.id}`, kind: "shipped", number, shipment });
    if (shipment.deliveredAt)
      all.push({
        at: shipment.deliveredAt,
        key: `d${shipment.id}`,
        kind: "delivered",
        number,
        shipment,
      });
  }
  for (const refund of order.refunds)
    all.push({ at: refund.createdAt, key: refund.id, kind: refund.kind, refund });
  for (const note of order.notes)
    all.push({ at: note.createdAt, key: note.id, kind: "note", author: note.authorName });
  return all.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
