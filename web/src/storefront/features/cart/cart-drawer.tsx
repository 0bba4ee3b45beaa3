import { buttonClass } from "@ui/button.tsx";
import { Drawer } from "@ui/drawer.tsx";
import { useMoney } from "@ui/money.ts";
import { Link, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { setCartOpen } from "../../cart/drawer-state.ts";
import { useCart } from "../../cart/use-cart.ts";
import { useText } from "../../text.ts";
import { CartLines } from "./cart-lines.tsx";
import { EmptyCart } from "./empty-cart.tsx";

const close = () => setCartOpen(false);

/** The cart beside the page; any navigation closes it. */
export function CartDrawer() {
  const t = useText();
  const cart = useCart();
  const body = useRef<HTMLDivElement>(null);
  const path = useRouterState({ select: (state) => state.location.href });
  const opened = useRef(path);
  useEffect(() => {
    if (opened.current !== path) close();
  }, [path]);
  const filled = cart && cart.itemCount > 0;
  return (
    <Drawer side="right" title={t("cart.title")} onClose={close} footer={filled && <Totals />}>
      <div ref={body} tabIndex={-1} className="px-5">
        {filled ? (
          <CartLines cart={cart} heading="h3" onRemoved={() => body.current?.focus()} />
        ) : (
          <EmptyCart />
        )}
      </div>
    </Drawer>
  );
}

function Totals() {
  const t = useText();
  const money = useMoney();
  const cart = useCart();
  if (!cart) return null;
  return (
    <>
      <p className="mb-1 flex items-baseline justify-between font-semibold">
        {t("cart.subtotal")}
        <span className="num text-lg">{money(cart.total)}</span>
      </p>
      <p className="text-muted mb-4 text-sm">{t("cart.shippingIncluded")}</p>
      <div className="grid gap-2">
        <Link to={cart.changed ? "/cart" : "/checkout"} className={buttonClass({ size: "lg" })}>
          {t(cart.changed ? "cart.review" : "cart.checkout")}
        </Link>
        <Link to="/cart" className={buttonClass({ variant: "ghost" })}>
          {t("cart.view")}
        </Link>
      </div>
    </>
  );
}
