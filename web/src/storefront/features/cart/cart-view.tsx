import type { Cart } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { useMoney } from "@ui/money.ts";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useText } from "../../text.ts";
import { CartLines } from "./cart-lines.tsx";

/** The whole cart on its own page. */
export function CartView({ cart }: { cart: Cart }) {
  const t = useText();
  const money = useMoney();
  const heading = useRef<HTMLHeadingElement>(null);
  const row = "flex items-baseline justify-between";
  return (
    <div className="page py-8 md:py-10">
      <h1 ref={heading} tabIndex={-1} className="mb-6 text-3xl font-semibold md:text-4xl">
        {t("cart.title")}
      </h1>
      <div className="grid gap-10 lg:grid-cols-[1fr_22rem] lg:gap-16">
        <div>
          <CartLines cart={cart} heading="h2" onRemoved={() => heading.current?.focus()} />
        </div>
        <section
          aria-label={t("cart.summary")}
          className="bg-sunken self-start rounded-3xl p-6 lg:sticky lg:top-24"
        >
          <h2 className="text-lg font-semibold">{t("cart.summary")}</h2>
          <dl className="mt-4 grid gap-2 text-sm">
            <div className={row}>
              <dt>{t("cart.items", { count: cart.itemCount })}</dt>
              <dd className="num">{money(cart.total)}</dd>
            </div>
            <div className={row}>
              <dt>{t("cart.shipping")}</dt>
              <dd>{t("cart.included")}</dd>
            </div>
            <div className={`${row} border-line mt-2 border-t pt-4 text-base font-semibold`}>
              <dt>{t("cart.total")}</dt>
              <dd className="num text-xl">{money(cart.total)}</dd>
            </div>
          </dl>
          {cart.changed ? (
            <p className="text-muted mt-5 text-sm">{t("cart.acceptFirst")}</p>
          ) : (
            <Link to="/checkout" className={buttonClass({ size: "lg" }, "mt-5 w-full")}>
              {t("cart.checkout")}
            </Link>
          )}
          {cart.stores.length > 1 && (
            <p className="text-muted mt-4 text-sm">
              {t("cart.severalParcels", { count: cart.stores.length })}
            </p>
          )}
        </section>
      </div>
    </div>
  );
}
