import type { ItemQuantity, MerchantOrder, OrderItem } from "@api/types.ts";

/** How many pieces of each item are chosen, by its id. */
export type Chosen = Record<string, number>;

/** How many pieces of an item wait to be shipped. */
export const waiting = (item: OrderItem) => item.quantity - item.shippedQuantity - item.cancelledQuantity;

/** How many pieces of an item are with the buyer and paid for. */
export const refundable = (item: OrderItem) => item.shippedQuantity - item.refundedQuantity;

/** All that are left of each item. */
export const allOf = (order: MerchantOrder, left: (item: OrderItem) => number): Chosen =>
  Object.fromEntries(order.items.map((item) => [item.id, left(item)]));

/** What is chosen, as the API takes it. */
export const quantities = (chosen: Chosen): ItemQuantity[] =>
  Object.entries(chosen)
    .filter(([, quantity]) => quantity > 0)
    .map(([itemId, quantity]) => ({ itemId, quantity }));

/** What the chosen pieces cost, in minor units. */
export const worth = (order: MerchantOrder, chosen: Chosen): number =>
  order.items.reduce((sum, item) => sum + item.unitPrice.amount * (chosen[item.id] ?? 0), 0);

/** An item with what tells it apart from others of the product. */
export const nameOf = (item: OrderItem): string =>
  [item.name, ...item.options.map((option) => option.value)].join(" – ");
