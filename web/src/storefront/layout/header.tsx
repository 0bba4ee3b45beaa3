import { Link } from "@tanstack/react-router";
import { CartCount } from "@ui/cart-count.tsx";
import { HeaderFrame, ICON_BUTTON, NAV_LINK } from "@ui/header-frame.tsx";
import { Logo } from "@ui/logo.tsx";
import type { ReactNode } from "react";
import { setCartOpen } from "../cart/drawer-state.ts";
import { useCart } from "../cart/use-cart.ts";
import { useText } from "../text.ts";
import { AccountLink } from "./account-link.tsx";

/** Stands on top of every page; `search` is the search field. */
export function Header({ search }: { search: ReactNode }) {
  const t = useText();
  return (
    <HeaderFrame
      home={
        <Link to="/" aria-label={t("nav.home")} className="mr-auto rounded-lg sm:mr-2">
          <Logo />
        </Link>
      }
      nav={
        <>
          <Link to="/products" className={NAV_LINK}>
            {t("nav.products")}
          </Link>
          <Link to="/stores" className={NAV_LINK}>
            {t("nav.stores")}
          </Link>
        </>
      }
      search={search}
      actions={
        <>
          <AccountLink />
          <CartButton />
        </>
      }
    />
  );
}

function CartButton() {
  const t = useText();
  const count = useCart()?.itemCount ?? 0;
  return (
    <button
      type="button"
      className={ICON_BUTTON}
      aria-label={t("nav.cart", { count })}
      aria-haspopup="dialog"
      onClick={() => setCartOpen(true)}
    >
      <CartCount count={count} />
    </button>
  );
}
