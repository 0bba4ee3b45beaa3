import type { Order } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { Package } from "lucide-react";
import { useText } from "../../text.ts";
import { OrderRow } from "./order-row.tsx";

/** A page of orders, or what to do while there are none. */
export function OrderList({ orders }: { orders: Order[] }) {
  const t = useText();
  if (orders.length === 0)
    return (
      <MessagePage
        icon={<Package size={28} />}
        title={t("history.none")}
        text={t("history.noneText")}
        actions={
          <a href="/products" className={buttonClass()}>
            {t("nav.allProducts")}
          </a>
        }
      />
    );
  return (
    <ul className="divide-line border-line bg-surface divide-y overflow-hidden rounded-3xl border">
      {orders.map((order) => (
        <li key={order.id}>
          <OrderRow order={order} />
        </li>
      ))}
    </ul>
  );
}

/** The way through the pages; going back is the browser's. */
export function OrderPages({ first, next }: { first: boolean; next: string | null }) {
  const t = useText();
  if (first && !next) return null;
  return (
    <nav aria-label={t("history.pages")} className="flex justify-between gap-3">
      {first ? (
        <span />
      ) : (
        <Link to="/account/orders" className={buttonClass({ variant: "outline" })}>
          {t("history.first")}
        </Link>
      )}
      {next && (
        <Link to="/account/orders" search={{ cursor: next }} className={buttonClass({ variant: "outline" })}>
          {t("history.next")}
        </Link>
      )}
    </nav>
  );
}
