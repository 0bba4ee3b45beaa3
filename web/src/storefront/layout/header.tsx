import { Moon, ShoppingBag, Sun } from "lucide-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { setTheme, useTheme } from "@ui/theme.ts";
import { setCartOpen } from "../cart/drawer-state.ts";
import { useCart } from "../cart/use-cart.ts";
import { useText } from "../text.ts";
import { Logo } from "./logo.tsx";

const NAV =
  "rounded-full px-2 py-2.5 sm:px-3 text-sm font-medium hover:bg-sunken aria-[current=page]:text-accent";
const ICON = "relative grid size-11 place-items-center rounded-full hover:bg-sunken";

/** Stands on top of every page; `search` is the search field. */
export function Header({ search }: { search: ReactNode }) {
  const t = useText();
  return (
    <header className="border-line bg-bg relative z-30 border-b md:sticky md:top-0">
      <div className="page flex flex-wrap items-center gap-x-2 gap-y-2 py-2.5 md:flex-nowrap md:gap-x-4">
        <Link to="/" aria-label={t("nav.home")} className="mr-auto rounded-lg sm:mr-2">
          <Logo />
        </Link>
        <nav aria-label={t("nav.main")} className="flex items-center">
          <Link to="/products" className={NAV}>
            {t("nav.products")}
          </Link>
          <Link to="/stores" className={NAV}>
            {t("nav.stores")}
          </Link>
        </nav>
        <div className="order-last w-full md:order-none md:mx-auto md:max-w-lg md:flex-1">{search}</div>
        <div className="-mr-2 flex items-center sm:max-md:ml-auto">
          <ThemeButton />
          <CartButton />
        </div>
      </div>
    </header>
  );
}

function ThemeButton() {
  const t = useText();
  const { isDark } = useTheme();
  return (
    <button
      type="button"
      className={`${ICON} max-sm:hidden`}
      aria-label={t(isDark ? "theme.toLight" : "theme.toDark")}
      onClick={() => setTheme(isDark ? "light" : "dark")}
    >
      {isDark ? <Sun size={20} aria-hidden /> : <Moon size={20} aria-hidden />}
    </button>
  );
}

function CartButton() {
  const t = useText();
  const count = useCart()?.itemCount ?? 0;
  return (
    <button
      type="button"
      className={ICON}
      aria-label={t("nav.cart", { count })}
      aria-haspopup="dialog"
      onClick={() => setCartOpen(true)}
    >
      <ShoppingBag size={20} aria-hidden />
      {count > 0 && (
        <span
          aria-hidden
          className="num bg-accent text-accent-ink absolute top-0.5 right-0 grid h-5 min-w-5 place-items-center rounded-full px-1 text-[0.7rem] leading-none font-semibold"
        >
          {count > 99 ? "99+" : count}
        </span>
      )}
    </button>
  );
}
