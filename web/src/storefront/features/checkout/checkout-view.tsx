import type { Cart } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { TextField } from "@ui/field.tsx";
import { useMoney } from "@ui/money.ts";
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { useCartSending } from "../../cart/use-cart.ts";
import { useText } from "../../ordering-text.ts";
import { loginPath } from "../../layout/login-path.ts";
import { AddressPart } from "./address-part.tsx";
import type { Buyer } from "./buyer.ts";
import { OrderSummary } from "./order-summary.tsx";
import { Refusal } from "./refusal.tsx";
import type { useCheckout } from "./use-checkout.ts";

/** Everything between the cart and the payment, on one page. */
export function CheckoutView({
  cart,
  buyer,
  checkout,
}: {
  cart: Cart;
  buyer: Buyer | null;
  checkout: ReturnType<typeof useCheckout>;
}) {
  const t = useText();
  const money = useMoney();
  const sending = useCartSending();
  const { values, errors, phase, set, submit } = checkout;
  return (
    <div className="page py-8 md:py-10">
      <h1 className="mb-6 text-3xl font-semibold md:text-4xl">{t("checkout.title")}</h1>
      <div className="grid gap-8 lg:grid-cols-[1fr_24rem] lg:gap-16">
        <div className="lg:order-last lg:contents">
          <OrderSummary cart={cart} />
        </div>
        <form
          id="checkout"
          noValidate
          className="lg:order-first"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Refusal cart={cart} errors={errors} error={phase.kind === "refused" ? phase.error : undefined} />
          <Part
            title={t("checkout.contact")}
            action={
              !buyer && (
                <a
                  href={loginPath("/checkout")}
                  className="text-accent text-sm font-medium underline-offset-4 hover:underline"
                >
                  {t("checkout.signIn")}
                </a>
              )
            }
          >
            <TextField
              id="email"
              name="email"
              type="email"
              inputMode="email"
              autoComplete="email"
              required
              maxLength={254}
              label={t("checkout.email")}
              hint={t("checkout.emailHint")}
              error={errors.email && t(errors.email)}
              value={values.email}
              onChange={(event) => set("email", event.target.value)}
            />
          </Part>
          <Part title={t("checkout.shipping")}>
            <AddressPart kind="shipping" checkout={checkout} saved={buyer?.addresses ?? null} />
          </Part>
          <Part title={t("checkout.billing")}>
            <label className="flex items-center gap-3 py-1 text-sm font-medium">
              <input
                type="checkbox"
                className="accent-accent size-5 shrink-0"
                checked={values.billingSame}
                onChange={(event) => set("billingSame", event.target.checked)}
              />
              {t("checkout.billingSame")}
            </label>
            {!values.billingSame && (
              <div className="mt-4">
                <AddressPart kind="billing" checkout={checkout} saved={buyer?.addresses ?? null} />
              </div>
            )}
          </Part>
          <p className="bg-accent-soft mb-5 flex gap-3 rounded-2xl p-4 text-sm">
            <Lock size={18} aria-hidden className="text-accent mt-0.5 shrink-0" />
            {t("checkout.payNote")}
          </p>
          <Button
            type="submit"
            size="lg"
            className="w-full"
            busy={sending || phase.kind === "placing" || phase.kind === "placed"}
            disabled={cart.changed}
          >
            {phase.kind === "placing"
              ? t("checkout.placing")
              : t("checkout.pay", { total: money(cart.total) })}
          </Button>
        </form>
      </div>
    </div>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="mb-10">
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-xl font-semibold">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}
