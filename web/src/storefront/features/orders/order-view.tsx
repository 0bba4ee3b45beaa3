import type { Address, Order } from "@api/types.ts";
import { AddressText } from "@ui/address-text.tsx";
import { buttonClass } from "@ui/button.tsx";
import { intlLocale } from "@ui/i18n.ts";
import { useMoney } from "@ui/money.ts";
import { Link } from "@tanstack/react-router";
import { useText } from "../../ordering-text.ts";
import { AccountOffer } from "./account-offer.tsx";
import { OrderBanner } from "./order-banner.tsx";
import { Parcel } from "./parcel.tsx";
import { PayActions } from "./pay-actions.tsx";
import type { OrderRef } from "./queries.ts";
import { Timeline } from "./timeline.tsx";

/** The order as its buyer sees it. What it shows depends on the order's status alone. */
export function OrderView({ order, orderRef }: { order: Order; orderRef: OrderRef }) {
  const t = useText();
  const money = useMoney();
  const over = ["cancelled", "expired", "refunded"].includes(order.status);
  return (
    <div className="page max-w-4xl py-8 md:py-10">
      <h1 className="text-3xl font-semibold md:text-4xl">{t("order.title", { number: order.number })}</h1>
      <p className="text-muted mt-2 mb-6">
        {t("order.placedAt", {
          date: new Intl.DateTimeFormat(intlLocale(), {
            dateStyle: "long",
            timeStyle: "short",
          }).format(new Date(order.placedAt)),
        })}
      </p>
      <OrderBanner order={order}>
        {order.status === "payment_pending" && <PayActions order={order} orderRef={orderRef} />}
        {over && (
          <Link to="/products" className={buttonClass({}, "mt-6 sm:ml-11")}>
            {t("order.shopAgain")}
          </Link>
        )}
      </OrderBanner>
      <div className="relative z-0 my-10">
        <Timeline order={order} />
      </div>
      <h2 className="mb-4 text-xl font-semibold">{t("order.parcels", { count: order.stores.length })}</h2>
      <div className="grid gap-4">
        {order.stores.map((parcel) => (
          <Parcel key={parcel.id} parcel={parcel} orderRef={orderRef} />
        ))}
      </div>
      <dl className="mt-6 grid gap-2 px-5 sm:px-6">
        <Row label={t("cart.shipping")} value={t("cart.included")} />
        <Row label={t("cart.total")} value={money(order.total)} strong />
        {order.refunded && order.refunded.amount > 0 && (
          <Row label={t("order.refunded")} value={money(order.refunded)} />
        )}
      </dl>
      {orderRef.token && !over && <AccountOffer email={order.email} />}
      <div className="border-line mt-10 grid gap-8 border-t px-5 pt-8 sm:grid-cols-3 sm:px-6">
        <Details title={t("checkout.shipping")} address={order.shipping} />
        <Details title={t("checkout.billing")} address={order.billing} />
        <section>
          <h2 className="mb-2 text-sm font-semibold">{t("checkout.contact")}</h2>
          <p className="text-muted text-sm break-words">{order.email}</p>
        </section>
      </div>
    </div>
  );
}

function Row({ label, value, strong = false }: { label: string; value: string; strong?: boolean }) {
  return (
    <div
      className={
        strong ? "flex items-baseline justify-between text-lg font-semibold" : "flex justify-between text-sm"
      }
    >
      <dt>{label}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}

function Details({ title, address }: { title: string; address: Address }) {
  return (
    <section>
      <h2 className="mb-2 text-sm font-semibold">{title}</h2>
      <AddressText address={address} />
    </section>
  );
}
