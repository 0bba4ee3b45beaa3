import { isSignedIn } from "@api/session.ts";
import { usePageTitle } from "@ui/page-title.ts";
import { createFileRoute } from "@tanstack/react-router";
import { useEffect } from "react";
import { refreshCart, useCart } from "../cart/use-cart.ts";
import { CheckoutView } from "../features/checkout/checkout-view.tsx";
import { Leaving } from "../features/checkout/leaving.tsx";
import { NothingToBuy } from "../features/checkout/nothing-to-buy.tsx";
import { useCheckout } from "../features/checkout/use-checkout.ts";
import { loadOrderingText, useText } from "../ordering-text.ts";

export const Route = createFileRoute("/checkout")({
  loader: async () => {
    const [buyer] = await Promise.all([isSignedIn() ? findBuyer() : null, loadOrderingText()]);
    return { buyer };
  },
  component: CheckoutPage,
});

const findBuyer = async () => (await import("../features/checkout/buyer.ts")).loadBuyer();

function CheckoutPage() {
  const t = useText();
  const cart = useCart();
  const { buyer } = Route.useLoaderData();
  const navigate = Route.useNavigate();
  usePageTitle(t("checkout.title"));
  const toOrder = (order: { orderId: string; orderToken: string }) =>
    navigate({
      to: "/orders/$orderId",
      params: { orderId: order.orderId },
      search: isSignedIn() ? {} : { token: order.orderToken },
      replace: true,
    });
  const checkout = useCheckout(buyer, (order) => {
    if (order.paymentUrl) window.location.assign(order.paymentUrl);
    else void toOrder(order);
  });
  const { phase } = checkout;
  useEffect(() => {
    refreshCart();
  }, []);
  useEffect(() => {
    // Back from the payment page, the browser may show this page as it was left.
    const restored = (event: PageTransitionEvent) => {
      if (event.persisted && phase.kind === "placed") void toOrder(phase.order);
    };
    window.addEventListener("pageshow", restored);
    return () => window.removeEventListener("pageshow", restored);
  });
  const empty = !cart || cart.itemCount === 0;
  if (phase.kind === "placed" || (phase.kind === "placing" && empty)) return <Leaving />;
  if (empty) return <NothingToBuy />;
  return <CheckoutView cart={cart} buyer={buyer} checkout={checkout} />;
}
