import { cx } from "@ui/class-names.ts";
import { usePageTitle } from "@ui/page-title.ts";
import { createFileRoute } from "@tanstack/react-router";
import { deviceOrders } from "../device-orders.ts";
import { AccountOrdersLink } from "../features/orders/account-orders-link.tsx";
import { DeviceOrderList } from "../features/orders/device-order-list.tsx";
import { useSignedIn } from "../layout/use-signed-in.ts";
import { loadOrderingText, useText } from "../ordering-text.ts";

export const Route = createFileRoute("/orders/")({ loader: loadOrderingText, component: Orders });

function Orders() {
  const t = useText();
  const signedIn = useSignedIn();
  usePageTitle(t("orders.title"));
  return (
    <div className="page max-w-3xl py-8 md:py-10">
      <h1 className="text-3xl font-semibold md:text-4xl">{t("orders.title")}</h1>
      {signedIn && <AccountOrdersLink />}
      {(!signedIn || deviceOrders().length > 0) && (
        <>
          <p className={cx("text-muted", signedIn ? "mt-8 mb-4" : "mt-3 mb-8")}>{t("orders.lead")}</p>
          <DeviceOrderList />
        </>
      )}
    </div>
  );
}
