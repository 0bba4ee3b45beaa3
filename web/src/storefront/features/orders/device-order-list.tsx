import { buttonClass } from "@ui/button.tsx";
import { intlLocale } from "@ui/i18n.ts";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Package } from "lucide-react";
import { deviceOrders } from "../../device-orders.ts";
import { useText } from "../../ordering-text.ts";

/** The orders that were placed on this device. */
export function DeviceOrderList() {
  const t = useText();
  const orders = deviceOrders();
  if (orders.length === 0) {
    return (
      <MessagePage
        icon={<Package size={28} />}
        title={t("orders.none")}
        text={t("orders.noneText")}
        actions={
          <Link to="/products" className={buttonClass()}>
            {t("home.browse")}
          </Link>
        }
      />
    );
  }
  const date = new Intl.DateTimeFormat(intlLocale(), { dateStyle: "long" });
  return (
    <ul className="divide-line border-line bg-surface divide-y overflow-hidden rounded-3xl border">
      {orders.map((order) => (
        <li key={order.id}>
          <Link
            to="/orders/$orderId"
            params={{ orderId: order.id }}
            search={{ token: order.token }}
            className="hover:bg-sunken flex items-center gap-4 px-5 py-4"
          >
            <Package size={20} aria-hidden className="text-muted" />
            <span className="flex-1">
              <span className="block font-medium">{t("order.title", { number: order.number })}</span>
              <span className="text-muted block text-sm">{date.format(new Date(order.placedAt))}</span>
            </span>
            <ChevronRight size={18} aria-hidden className="text-muted" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
