import { buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { ShoppingBag } from "lucide-react";
import { deviceOrders } from "../../device-orders.ts";
import { useSignedIn } from "../../layout/use-signed-in.ts";
import { useText } from "../../ordering-text.ts";

/** The checkout of an empty cart: often somebody who came back from the payment page. */
export function NothingToBuy() {
  const t = useText();
  const signedIn = useSignedIn();
  const last = signedIn ? undefined : deviceOrders()[0];
  return (
    <MessagePage
      level={1}
      icon={<ShoppingBag size={28} />}
      title={t("cart.empty")}
      text={last ? t("checkout.lastOrder", { number: last.number }) : t("cart.emptyText")}
      actions={
        <>
          {signedIn && (
            <a href="/account/orders" className={buttonClass({ variant: "outline" })}>
              {t("footer.orders")}
            </a>
          )}
          {last && (
            <Link
              to="/orders/$orderId"
              params={{ orderId: last.id }}
              search={{ token: last.token }}
              className={buttonClass()}
            >
              {t("checkout.toLastOrder")}
            </Link>
          )}
          <Link to="/products" className={buttonClass({ variant: last ? "outline" : "primary" })}>
            {t("home.browse")}
          </Link>
        </>
      }
    />
  );
}
