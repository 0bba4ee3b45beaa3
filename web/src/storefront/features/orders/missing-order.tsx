import { buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { usePageTitle } from "@ui/page-title.ts";
import { Link, useRouterState } from "@tanstack/react-router";
import { PackageX } from "lucide-react";
import { loginPath } from "../../layout/login-path.ts";
import { useSignedIn } from "../../layout/use-signed-in.ts";
import { useText } from "../../ordering-text.ts";

/** For an order that is not there, or that opens only to who placed it. */
export function MissingOrder() {
  const t = useText();
  const signedIn = useSignedIn();
  const here = useRouterState({ select: (state) => state.location.href });
  usePageTitle(t("order.missing"));
  return (
    <MessagePage
      level={1}
      icon={<PackageX size={28} />}
      title={t("order.missing")}
      text={t("order.missingText")}
      actions={
        <>
          {signedIn ? (
            <a href="/account/orders" className={buttonClass()}>
              {t("orders.account")}
            </a>
          ) : (
            <a href={loginPath(here)} className={buttonClass()}>
              {t("nav.signIn")}
            </a>
          )}
          <Link to="/products" className={buttonClass({ variant: "outline" })}>
            {t("nav.allProducts")}
          </Link>
        </>
      }
    />
  );
}
