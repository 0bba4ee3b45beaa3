import { usePageTitle } from "@ui/page-title.ts";
import { createFileRoute } from "@tanstack/react-router";
import { useEffect } from "react";
import { refreshCart, useCart } from "../cart/use-cart.ts";
import { CartView } from "../features/cart/cart-view.tsx";
import { EmptyCart } from "../features/cart/empty-cart.tsx";
import { useText } from "../text.ts";

export const Route = createFileRoute("/cart")({ component: CartPage });

function CartPage() {
  const t = useText();
  const cart = useCart();
  usePageTitle(t("cart.title"));
  useEffect(() => {
    // What is shown came from this device; the server knows what changed meanwhile.
    refreshCart();
  }, []);
  return cart && cart.itemCount > 0 ? <CartView cart={cart} /> : <EmptyCart level={1} />;
}
