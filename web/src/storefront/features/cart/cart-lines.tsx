import type { Cart } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { useMoney } from "@ui/money.ts";
import { Link } from "@tanstack/react-router";
import { CircleAlert, Store } from "lucide-react";
import { acceptChanges, useCartSending } from "../../cart/use-cart.ts";
import { useText } from "../../text.ts";
import { CartLine } from "./cart-line.tsx";

type Props = { cart: Cart; heading: "h2" | "h3"; onRemoved: () => void };

/** The lines grouped by the stores that send them, and what changed since they were added. */
export function CartLines({ cart, heading: Heading, onRemoved }: Props) {
  const t = useText();
  const money = useMoney();
  const sending = useCartSending();
  return (
    <>
      <div role="status">
        {cart.changed && (
          <div className="bg-gold-soft text-gold mb-2 flex flex-wrap items-center gap-x-4 gap-y-3 rounded-2xl p-4 text-sm">
            <CircleAlert size={20} aria-hidden className="shrink-0" />
            <p className="min-w-40 flex-1 font-medium">{t("cart.changed")}</p>
            <Button
              size="sm"
              variant="outline"
              className="text-ink"
              busy={sending}
              onClick={() => void acceptChanges()}
            >
              {t("cart.accept")}
            </Button>
          </div>
        )}
      </div>
      {cart.stores.map((store) => (
        <section key={store.id} className="border-line border-b py-3 last:border-b-0">
          <Heading className="flex items-center gap-2 pt-1 text-sm font-semibold">
            <Store size={16} aria-hidden className="text-muted" />
            <Link
              to="/stores/$store"
              params={{ store: store.slug }}
              className="underline-offset-4 hover:underline"
            >
              {store.name}
            </Link>
          </Heading>
          <ul>
            {store.items.map((item) => (
              <CartLine key={item.variantId} store={store} item={item} onRemoved={onRemoved} />
            ))}
          </ul>
          {cart.stores.length > 1 && (
            <p className="text-muted flex justify-between pb-2 text-sm">
              {t("cart.storeSubtotal", { store: store.name })}
              <span className="num">{money(store.subtotal)}</span>
            </p>
          )}
        </section>
      ))}
    </>
  );
}
