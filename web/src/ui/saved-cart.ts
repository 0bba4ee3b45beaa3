import type { Cart } from "@api/types.ts";
import { newUuid } from "@api/uuid.ts";
import { local, readStored, writeStored } from "./storage.ts";

/** The cart as it survives a reload; null before anything was put into it. Other tabs follow what is saved. */
export type SavedCart = { id: string; cart: Cart | null };

/** Where the browser keeps it. */
export const SAVED_CART = "rialto.cart";

export const savedCart = () => readStored<SavedCart>(local, SAVED_CART);
export const saveCart = (saved: SavedCart) => writeStored(local, SAVED_CART, saved);

/** Leaves the cart to its account: this browser begins a new one. */
export const leaveCart = () => saveCart({ id: newUuid(), cart: null });
