import { addMoney, timesMoney } from "@ui/money.ts";
import type { Cart, CartItem, CartStore, Money } from "@api/types.ts";

/** What the cart shows of a line before the server has answered. */
export type NewLine = {
  variantId: string;
  productId: string;
  productSlug: string;
  name: string;
  options: CartItem["options"];
  image?: CartItem["image"];
  price: Money;
  quantityAvailable: number;
  store: { id: string; slug: string; name: string };
};

export type Operation =
  | { kind: "add"; line: NewLine; quantity: number }
  | { kind: "set"; itemId: string; quantity: number }
  | { kind: "remove"; itemId: string }
  | { kind: "accept" };

/** Why nothing of a line can be had, whatever is left of it. */
export const goneFor = ({ change }: CartItem) =>
  change === "price_changed" || change === "out_of_stock" ? undefined : change;

/** The id of a line that the server has not confirmed; such a line cannot be changed yet. */
const provisionalId = (variantId: string) => `new:${variantId}`;
export const isProvisional = (item: CartItem) => item.id.startsWith("new:");

export const emptyCart = (id: string, currency: string): Cart => ({
  id,
  status: "open",
  stores: [],
  itemCount: 0,
  total: { amount: 0, currency },
  changed: false,
});

/** The cart as it will be when the server agrees. */
export function applyOperation(cart: Cart, operation: Operation): Cart {
  switch (operation.kind) {
    case "add":
      return summed(cart, withAdded(cart.stores, operation.line, operation.quantity));
    case "set":
      return summed(
        cart,
        mapItems(cart.stores, (item) =>
          item.id === operation.itemId ? repriced(item, operation.quantity) : item,
        ),
      );
    case "remove":
      return summed(
        cart,
        mapItems(cart.stores, (item) => (item.id === operation.itemId ? null : item)),
      );
    case "accept":
      return summed(
        cart,
        mapItems(cart.stores, (item) => {
          const quantity = Math.min(item.quantity, item.quantityAvailable);
          return goneFor(item) || quantity === 0 ? null : repriced(item, quantity);
        }),
      );
  }
}

/** As the server does it: a changed line takes over the current price. */
function repriced(item: CartItem, quantity: number): CartItem {
  const { change: _change, currentPrice, ...rest } = item;
  return { ...rest, quantity, unitPrice: currentPrice ?? item.unitPrice };
}

function withAdded(stores: CartStore[], line: NewLine, quantity: number): CartStore[] {
  const known = stores.some((store) => store.items.some((item) => item.variantId === line.variantId));
  if (known) {
    return mapItems(stores, (item) =>
      item.variantId === line.variantId ? { ...item, quantity: item.quantity + quantity } : item,
    );
  }
  const { store, price, ...shown } = line;
  const item: CartItem = {
    ...shown,
    id: provisionalId(line.variantId),
    quantity,
    unitPrice: price,
    lineTotal: price,
  };
  if (stores.some((one) => one.id === store.id)) {
    return stores.map((one) => (one.id === store.id ? { ...one, items: [...one.items, item] } : one));
  }
  return [...stores, { ...store, items: [item], subtotal: price }];
}

function mapItems(stores: CartStore[], change: (item: CartItem) => CartItem | null): CartStore[] {
  return stores.map((store) => ({
    ...store,
    items: store.items.map(change).filter((item): item is CartItem => item !== null),
  }));
}

function summed(cart: Cart, stores: CartStore[]): Cart {
  const nothing = { amount: 0, currency: stores[0]?.subtotal.currency ?? cart.total.currency };
  const filled = stores
    .filter((store) => store.items.length > 0)
    // oxlint-disable-next-line oxc/no-map-spread -- the cart before has to stay as it is
    .map((store) => {
      const items = store.items.map((item) => ({
        ...item,
        lineTotal: timesMoney(item.unitPrice, item.quantity),
      }));
      return {
        ...store,
        items,
        subtotal: items.reduce((sum, item) => addMoney(sum, item.lineTotal), nothing),
      };
    });
  const items = filled.flatMap((store) => store.items);
  return {
    ...cart,
    stores: filled,
    itemCount: items.reduce((sum, item) => sum + item.quantity, 0),
    total: filled.reduce((sum, store) => addMoney(sum, store.subtotal), nothing),
    changed: items.some((item) => item.change !== undefined),
  };
}
