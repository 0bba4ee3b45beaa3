import { ApiError } from "@api/problem.ts";
import type { Cart } from "@api/types.ts";
import type { SavedCart } from "@ui/saved-cart.ts";
import { describe, expect, it } from "vitest";
import { CartState } from "./cart-store.ts";
import { applyOperation, emptyCart, isProvisional, type NewLine, type Operation } from "./operations.ts";

const line = (name: string, store = "kiln", amount = 1000): NewLine => ({
  variantId: `variant-${name}`,
  productId: `product-${name}`,
  productSlug: name,
  name,
  options: [],
  price: { amount, currency: "EUR" },
  quantityAvailable: 5,
  store: { id: `store-${store}`, slug: store, name: store },
});
const add = (name: string, quantity = 1, store = "kiln"): Operation => ({
  kind: "add",
  line: line(name, store),
  quantity,
});

/** The server gives ids of its own. */
const confirmed = (cart: Cart): Cart => ({
  ...cart,
  stores: cart.stores.map((store) => ({
    ...store,
    items: store.items.map((item) => ({ ...item, id: item.id.replace("new:", "item-") })),
  })),
});

/** A server that keeps carts in memory; its answers are held back until they are let go. */
function server() {
  const carts = new Map<string, Cart>();
  const held: (() => void)[] = [];
  const sent: Operation[] = [];
  let refusal: ApiError | null = null;
  let owner = "";
  return {
    carts,
    sent,
    refuseNext: (status: number, code: string) => (refusal = new ApiError(status, { code })),
    /** Lets the oldest call be answered, and what follows from the answer happen. */
    async answer() {
      held.shift()?.();
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
    /** Signs somebody in, whose cart has the id. */
    signIn: (id: string) => {
      owner = id;
      carts.set(id, carts.get(id) ?? emptyCart(id, "EUR"));
    },
    transport: {
      own: () => (owner ? Promise.resolve(carts.get(owner) ?? emptyCart(owner, "EUR")) : null),
      load: async (id: string) => {
        const cart = carts.get(id);
        if (!cart) throw new ApiError(404, { code: "cart_not_found" });
        return cart;
      },
      send: async (id: string, operation: Operation) => {
        sent.push(operation);
        await new Promise<void>((resolve) => held.push(resolve));
        const refused = refusal;
        refusal = null;
        if (refused) throw refused;
        const cart = confirmed(applyOperation(carts.get(id) ?? emptyCart(id, "EUR"), operation));
        carts.set(id, cart);
        return cart;
      },
    },
  };
}

function setup(saved: SavedCart | null = null) {
  const backend = server();
  const memory: { saved: SavedCart | null } = { saved };
  const cart = new CartState(backend.transport, {
    read: () => memory.saved,
    write: (next) => (memory.saved = next),
  });
  return { backend, memory, cart };
}

const items = (cart: Cart | null) => cart?.stores.flatMap((store) => store.items) ?? [];

describe("the cart", () => {
  it("shows what is added before the server has answered, grouped by store", async () => {
    const { backend, cart, memory } = setup();
    const first = cart.change(add("cup", 2));
    const second = cart.change(add("kite", 1, "sky"));
    expect(cart.snapshot()).toMatchObject({ itemCount: 3, total: { amount: 3000 } });
    expect(cart.snapshot()?.stores.map((store) => [store.slug, store.subtotal.amount])).toEqual([
      ["kiln", 2000],
      ["sky", 1000],
    ]);
    expect(items(cart.snapshot()).every(isProvisional)).toBe(true);
    expect(backend.sent).toHaveLength(1);

    await backend.answer();
    await backend.answer();
    await Promise.all([first, second]);
    expect(items(cart.snapshot()).some(isProvisional)).toBe(false);
    expect(memory.saved).toEqual({ id: cart.id, cart: cart.snapshot() });
    expect(cart.isSending()).toBe(false);
  });

  it("takes back what the server refuses and keeps the rest", async () => {
    const { backend, cart } = setup();
    const first = cart.change(add("cup"));
    await backend.answer();
    await first;
    backend.refuseNext(409, "out_of_stock");
    const refused = cart.change(add("cup", 9)).catch((error: unknown) => error);
    expect(cart.snapshot()?.itemCount).toBe(10);
    await backend.answer();
    expect(await refused).toMatchObject({ code: "out_of_stock" });
    expect(cart.snapshot()?.itemCount).toBe(1);
  });

  it("sends the first and the last of many steps", async () => {
    const { backend, cart } = setup();
    const added = cart.change(add("cup"));
    await backend.answer();
    await added;
    const itemId = items(cart.snapshot())[0]?.id ?? "";
    const steps = [2, 3, 4, 5].map((quantity) => cart.change({ kind: "set", itemId, quantity }));
    expect(cart.snapshot()?.itemCount).toBe(5);
    await backend.answer();
    await backend.answer();
    await Promise.all(steps);
    expect(backend.sent.slice(1)).toEqual([
      { kind: "set", itemId, quantity: 2 },
      { kind: "set", itemId, quantity: 5 },
    ]);
  });

  it("starts a new one when the old one became an order", async () => {
    const { backend, cart } = setup();
    const before = cart.id;
    backend.refuseNext(409, "cart_converted");
    const added = cart.change(add("cup"));
    await backend.answer();
    await backend.answer();
    await added;
    expect(cart.id).not.toBe(before);
    expect(cart.snapshot()?.itemCount).toBe(1);

    backend.carts.set(cart.id, { ...emptyCart(cart.id, "EUR"), status: "converted" });
    const converted = cart.id;
    await cart.refresh();
    expect(cart.id).not.toBe(converted);
    expect(cart.snapshot()).toBeNull();
  });

  it("shows at once what was saved, and then what the server says", async () => {
    const saved = applyOperation(emptyCart("cart-1", "EUR"), add("cup", 2));
    const { backend, cart } = setup({ id: "cart-1", cart: saved });
    expect(cart.snapshot()?.itemCount).toBe(2);
    backend.carts.set("cart-1", applyOperation(saved, add("kite")));
    await cart.refresh();
    expect(cart.snapshot()?.itemCount).toBe(3);
    backend.carts.clear();
    await cart.refresh();
    expect(cart.snapshot()).toBeNull();
  });

  it("leaves a cart that is not to be found any more for a new one", async () => {
    const saved = applyOperation(emptyCart("cart-1", "EUR"), add("cup", 2));
    const { backend, cart } = setup({ id: "cart-1", cart: saved });
    await cart.refresh();
    expect(cart.snapshot()).toBeNull();
    expect(cart.id).not.toBe("cart-1");

    backend.refuseNext(404, "cart_not_found");
    const before = cart.id;
    const added = cart.change(add("kite"));
    await backend.answer();
    await backend.answer();
    await added;
    expect(cart.id).not.toBe(before);
    expect(cart.snapshot()?.itemCount).toBe(1);
  });

  it("is the account's for whoever is signed in", async () => {
    const { backend, cart, memory } = setup();
    backend.carts.set("mine", applyOperation(emptyCart("mine", "EUR"), add("cup", 2)));
    backend.signIn("mine");
    await cart.refresh();
    expect(cart.id).toBe("mine");
    expect(cart.snapshot()?.itemCount).toBe(2);
    expect(memory.saved?.id).toBe("mine");

    // An order was made of it on another device, and the account has a new one.
    backend.carts.set("mine", { ...emptyCart("mine", "EUR"), status: "converted" });
    await cart.refresh();
    backend.signIn("mine-2");
    const added = cart.change(add("kite"));
    await backend.answer();
    await backend.answer();
    await added;
    expect(cart.id).toBe("mine-2");
    expect(backend.carts.get("mine-2")?.itemCount).toBe(1);
  });

  it("follows another tab", () => {
    const { cart } = setup();
    const saved = applyOperation(emptyCart("cart-2", "EUR"), add("cup"));
    cart.adopt({ id: "cart-2", cart: saved });
    expect(cart.id).toBe("cart-2");
    expect(cart.snapshot()?.itemCount).toBe(1);
  });
});

describe("accepting changes", () => {
  it("takes over prices, lowers quantities and drops what is gone", () => {
    const full = ["cup", "kite", "bowl"].reduce(
      (cart, name) => applyOperation(cart, add(name, 4)),
      emptyCart("c", "EUR"),
    );
    const [store] = full.stores;
    if (!store) throw new Error("no store");
    const [cup, kite, bowl] = store.items;
    if (!cup || !kite || !bowl) throw new Error("no items");
    const changed: Cart = {
      ...full,
      changed: true,
      stores: [
        {
          ...store,
          items: [
            { ...cup, change: "price_changed", currentPrice: { amount: 1500, currency: "EUR" } },
            { ...kite, change: "out_of_stock", quantityAvailable: 1 },
            { ...bowl, change: "unavailable" },
          ],
        },
      ],
    };
    const accepted = applyOperation(changed, { kind: "accept" });
    expect(accepted).toMatchObject({ changed: false, itemCount: 5, total: { amount: 7000 } });
    expect(items(accepted).map((item) => [item.name, item.quantity])).toEqual([
      ["cup", 4],
      ["kite", 1],
    ]);
  });
});
