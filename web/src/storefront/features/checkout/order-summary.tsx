import type { Cart } from "@api/types.ts";
import { useMoney } from "@ui/money.ts";
import { Picture } from "@ui/picture.tsx";
import { ChevronDown } from "lucide-react";
import { useText } from "../../ordering-text.ts";

/** What is bought and what it costs: beside the form, and folded away above it on a phone. */
export function OrderSummary({ cart }: { cart: Cart }) {
  const t = useText();
  const money = useMoney();
  return (
    <>
      <details className="group bg-sunken rounded-2xl lg:hidden">
        <summary className="flex items-center gap-2 rounded-2xl px-5 py-4 font-medium [&::-webkit-details-marker]:hidden">
          {t("checkout.summary")}
          <ChevronDown size={18} aria-hidden className="transition-transform group-open:rotate-180" />
          <span className="num ml-auto font-semibold">{money(cart.total)}</span>
        </summary>
        <div className="px-5 pb-5">
          <Lines cart={cart} />
        </div>
      </details>
      <section
        aria-label={t("checkout.summary")}
        className="bg-sunken hidden self-start rounded-3xl p-6 lg:sticky lg:top-24 lg:block"
      >
        <h2 className="mb-4 text-lg font-semibold">{t("checkout.summary")}</h2>
        <Lines cart={cart} />
      </section>
    </>
  );
}

function Lines({ cart }: { cart: Cart }) {
  const t = useText();
  const money = useMoney();
  return (
    <>
      {cart.stores.map((store) => (
        <div key={store.id} className="mb-4">
          <p className="text-muted text-sm">{t("checkout.from", { store: store.name })}</p>
          <ul>
            {store.items.map((item) => (
              <li key={item.variantId} className="flex items-center gap-3 py-2 text-sm">
                <Picture
                  image={item.image}
                  sizes="3.5rem"
                  alt=""
                  className="size-14 shrink-0 rounded-lg object-cover"
                />
                <div className="min-w-0 flex-1">
                  <p className="line-clamp-2 font-medium">{item.name}</p>
                  <p className="text-muted">
                    {[
                      ...item.options.map((option) => option.value),
                      t("checkout.quantity", { count: item.quantity }),
                    ].join(" · ")}
                  </p>
                </div>
                <span className="num">{money(item.lineTotal)}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <dl className="border-line grid gap-2 border-t pt-4 text-sm">
        <div className="flex justify-between">
          <dt>{t("cart.shipping")}</dt>
          <dd>{t("cart.included")}</dd>
        </div>
        <div className="flex items-baseline justify-between text-base font-semibold">
          <dt>{t("cart.total")}</dt>
          <dd className="num text-xl">{money(cart.total)}</dd>
        </div>
      </dl>
    </>
  );
}
