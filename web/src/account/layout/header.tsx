import { Link } from "@tanstack/react-router";
import { CartCount } from "@ui/cart-count.tsx";
import { HeaderFrame, ICON_BUTTON, NAV_LINK } from "@ui/header-frame.tsx";
import { Logo } from "@ui/logo.tsx";
import { savedCart } from "@ui/saved-cart.ts";
import { Search, UserRound } from "lucide-react";
import { useText } from "../text.ts";

/** Stands on top of every page, as in the storefront, whose pages it leads to. */
export function Header() {
  const t = useText();
  return (
    <HeaderFrame
      home={
        <a href="/" aria-label={t("nav.home")} className="mr-auto rounded-lg sm:mr-2">
          <Logo />
        </a>
      }
      nav={
        <>
          <a href="/products" className={NAV_LINK}>
            {t("nav.products")}
          </a>
          <a href="/stores" className={NAV_LINK}>
            {t("nav.stores")}
          </a>
        </>
      }
      search={<SearchForm />}
      actions={
        <>
          <Link to="/account" className={ICON_BUTTON} aria-label={t("nav.account")}>
            <UserRound size={20} aria-hidden />
          </Link>
          <CartLink />
        </>
      }
    />
  );
}

function SearchForm() {
  const t = useText();
  return (
    <search className="relative block">
      <form action="/products">
        <Search
          size={18}
          aria-hidden
          className="text-muted pointer-events-none absolute top-1/2 left-4 -translate-y-1/2"
        />
        <input
          name="q"
          type="search"
          autoComplete="off"
          enterKeyHint="search"
          maxLength={200}
          aria-label={t("search.label")}
          placeholder={t("search.placeholder")}
          className="border-edge/50 bg-surface placeholder:text-muted hover:border-edge h-11 w-full rounded-full border pr-4 pl-11 text-base md:text-sm"
        />
      </form>
    </search>
  );
}

function CartLink() {
  const t = useText();
  const count = savedCart()?.cart?.itemCount ?? 0;
  return (
    <a href="/cart" className={ICON_BUTTON} aria-label={t("nav.cart", { count })}>
      <CartCount count={count} />
    </a>
  );
}
