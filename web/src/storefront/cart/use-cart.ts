import { ApiError } from "@api/problem.ts";
import { isSignedIn } from "@api/session.ts";
import type { Cart, CartItem, CartStore } from "@api/types.ts";
import { SAVED_CART, saveCart, savedCart } from "@ui/saved-cart.ts";
import { toast } from "@ui/toast.ts";
import { useSyncExternalStore } from "react";
import { text } from "../text.ts";
import { CartState } from "./cart-store.ts";
import type { NewLine, Operation } from "./operations.ts";
import { transport } from "./transport.ts";

export const cartState = new CartState(transport, { read: savedCart, write: saveCart });

/** The cart as it is to be shown, or null. */
export const useCart = (): Cart | null => useSyncExternalStore(cartState.subscribe, cartState.snapshot);
export const useCartSending = (): boolean => useSyncExternalStore(cartState.subscribe, cartState.isSending);

/** Asks the server how the cart is, when there may be one. Without an answer, what is shown stays. */
export function refreshCart(): void {
  if (cartState.snapshot() || isSignedIn()) cartState.refresh().catch(() => {});
}

/** Follows other tabs, and asks the server now and whenever the visitor comes back. Called once. */
export function startCart(): void {
  window.addEventListener("storage", (event) => {
    const saved = event.key === SAVED_CART ? savedCart() : null;
    if (saved) cartState.adopt(saved);
  });
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && refreshCart(),
  );
  refreshCart();
}

/** Changes the cart; a refusal is told as a toast after the roll-back. False when refused. */
async function change(operation: Operation): Promise<boolean> {
  try {
    await cartState.change(operation);
    return true;
  } catch (error) {
    toast(refusal(error), { tone: "error" });
    await cartState.refresh().catch(() => {});
    return false;
  }
}

function refusal(error: unknown): string {
  const code = error instanceof ApiError ? error.code : "";
  if (code === "network") return text("error.network");
  if (code === "out_of_stock" || code === "insufficient_stock") return text("cart.notEnough");
  if (error instanceof ApiError && error.status === 404) return text("cart.gone");
  return text("cart.failed");
}

export const addToCart = (line: NewLine, quantity: number) => change({ kind: "add", line, quantity });
export const setQuantity = (itemId: string, quantity: number) => change({ kind: "set", itemId, quantity });
export const acceptChanges = () => change({ kind: "accept" });

/** Removes a line and offers to put it back. */
export async function removeFromCart(store: CartStore, item: CartItem): Promise<void> {
  const removal = change({ kind: "remove", itemId: item.id });
  const {
    id: _id,
    unitPrice,
    currentPrice,
    lineTotal: _lineTotal,
    change: _change,
    quantity,
    ...shown
  } = item;
  const line: NewLine = {
    ...shown,
    price: currentPrice ?? unitPrice,
    store: { id: store.id, slug: store.slug, name: store.name },
  };
  toast(text("cart.removed", { name: item.name }), {
    action: { label: text("cart.undo"), run: () => void addToCart(line, quantity) },
  });
  await removal;
}
