import { bodyOf, client } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import type { CartAdjustment } from "@api/types.ts";
import { saveCart, savedCart } from "@ui/saved-cart.ts";

/**
 * Moves the guest's cart of this browser into the account's and keeps the account's in its place. Gives what
 * could not be taken over as it was. When the server does not answer, the guest's cart stays for the next time.
 */
export async function bringCart(): Promise<CartAdjustment[]> {
  const guest = savedCart();
  try {
    if (guest?.cart && guest.cart.itemCount > 0) {
      const merged = await merge(guest.id);
      if (merged) {
        saveCart({ id: merged.cart.id, cart: merged.cart });
        return merged.adjustments;
      }
    }
    const cart = await bodyOf(client.GET("/me/cart"));
    saveCart({ id: cart.id, cart });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  return [];
}

/** Null for a cart that cannot be moved: it is gone, became an order, or is the account's already. */
async function merge(cartId: string) {
  try {
    return await bodyOf(client.POST("/me/cart/merge", { body: { cartId } }));
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429)
      return null;
    throw error;
  }
}
