import { bodyOf, client } from "@api/client.ts";
import { isSignedIn } from "@api/session.ts";
import type { CartTransport } from "./cart-store.ts";

/** The cart's calls to the API. */
export const transport: CartTransport = {
  own: () => (isSignedIn() ? bodyOf(client.GET("/me/cart")) : null),
  load: (cartId) => bodyOf(client.GET("/carts/{cartId}", { params: { path: { cartId } } })),
  send(cartId, operation) {
    switch (operation.kind) {
      case "add":
        return bodyOf(
          client.POST("/carts/{cartId}/items", {
            params: { path: { cartId } },
            body: { variantId: operation.line.variantId, quantity: operation.quantity },
          }),
        );
      case "set":
        return bodyOf(
          client.PATCH("/carts/{cartId}/items/{itemId}", {
            params: { path: { cartId, itemId: operation.itemId } },
            body: { quantity: operation.quantity },
          }),
        );
      case "remove":
        return bodyOf(
          client.DELETE("/carts/{cartId}/items/{itemId}", {
            params: { path: { cartId, itemId: operation.itemId } },
          }),
        );
      case "accept":
        return bodyOf(client.POST("/carts/{cartId}/accept-changes", { params: { path: { cartId } } }));
    }
  },
};
