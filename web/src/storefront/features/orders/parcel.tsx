import type { OrderItem, StoreOrder, StoreOrderStatus } from "@api/types.ts";
import { Badge, type Tone } from "@ui/badge.tsx";
import { longDate } from "@ui/dates.ts";
import { useMoney } from "@ui/money.ts";
import { Picture } from "@ui/picture.tsx";
import { Link } from "@tanstack/react-router";
import { ExternalLink, FileText, Package } from "lucide-react";
import { type TextKey, useText } from "../../ordering-text.ts";
import type { OrderRef } from "./queries.ts";

const STATUS: Record<StoreOrderStatus, { text: TextKey; tone: Tone }> = {
  awaiting_payment: { text: "parcel.awaitingPayment", tone: "low" },
  processing: { text: "parcel.processing", tone: "accent" },
  shipped: { text: "parcel.shipped", tone: "accent" },
  delivered: { text: "parcel.delivered", tone: "accent" },
  cancelled: { text: "parcel.cancelled", tone: "neutral" },
  returned: { text: "parcel.returned", tone: "neutral" },
};

/** What one store sends, and what became of it. */
export function Parcel({ parcel, orderRef }: { parcel: StoreOrder; orderRef: OrderRef }) {
  const t = useText();
  const money = useMoney();
  const status = STATUS[parcel.status];
  const count = (of: (item: OrderItem) => number) => parcel.items.reduce((sum, item) => sum + of(item), 0);
  const sent = count((item) => item.shippedQuantity);
  const total = count((item) => item.quantity - item.cancelledQuantity);
  return (
    <section className="border-line bg-surface rounded-3xl border p-5 sm:p-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h3 className="flex items-center gap-2 font-semibold">
          <Package size={18} aria-hidden className="text-muted" />
          <Link
            to="/stores/$store"
            params={{ store: parcel.storeSlug }}
            className="underline-offset-4 hover:underline"
          >
            {parcel.storeName}
          </Link>
        </h3>
        <Badge tone={status.tone}>
          {parcel.status === "processing" && sent > 0 ? t("parcel.partly", { sent, total }) : t(status.text)}
        </Badge>
      </div>
      <ul className="divide-line mt-3 divide-y">
        {parcel.items.map((item) => (
          <li key={item.id} className="flex items-center gap-4 py-3">
            <Picture
              image={item.image}
              sizes="4rem"
              alt=""
              className="size-16 shrink-0 rounded-xl object-cover"
            />
            <div className="min-w-0 flex-1 text-sm">
              <Link
                to="/stores/$store/products/$product"
                params={{ store: parcel.storeSlug, product: item.productSlug }}
                className="font-medium underline-offset-4 hover:underline"
              >
                {item.name}
              </Link>
              <p className="text-muted">
                {[
                  ...item.options.map((option) => option.value),
                  t("checkout.quantity", { count: item.quantity }),
                ].join(" · ")}
              </p>
              <Fate item={item} />
            </div>
            <span className="num text-sm">{money(item.lineTotal)}</span>
          </li>
        ))}
      </ul>
      <Shipments parcel={parcel} />
      <Refunds parcel={parcel} />
      {parcel.hasInvoice && (
        <p className="border-line mt-3 border-t pt-4 text-sm">
          <Link
            to="/orders/$orderId/invoices/$storeOrderId"
            params={{ orderId: orderRef.orderId, storeOrderId: parcel.id }}
            search={orderRef.token ? { token: orderRef.token } : {}}
            className="text-accent inline-flex items-center gap-2 font-medium underline-offset-4 hover:underline"
          >
            <FileText size={16} aria-hidden />
            {t("parcel.invoice", { store: parcel.storeName })}
          </Link>
        </p>
      )}
    </section>
  );
}

/** Pieces that are not coming, or whose money went back. */
function Fate({ item }: { item: OrderItem }) {
  const t = useText();
  const parts = [
    item.cancelledQuantity > 0 && t("parcel.itemCancelled", { count: item.cancelledQuantity }),
    item.refundedQuantity > 0 && t("parcel.itemRefunded", { count: item.refundedQuantity }),
  ].filter(Boolean);
  return parts.length > 0 && <p className="text-danger font-medium">{parts.join(" · ")}</p>;
}

const nameOf = (parcel: StoreOrder, itemId: string) =>
  parcel.items.find((item) => item.id === itemId)?.name ?? "";

/** What was sent, with whom, and the way to follow it. */
function Shipments({ parcel }: { parcel: StoreOrder }) {
  const t = useText();
  if (parcel.shipments.length === 0) return null;
  return (
    <section className="border-line mt-3 border-t pt-4">
      <h4 className="text-sm font-semibold">{t("parcel.shipments", { count: parcel.shipments.length })}</h4>
      <ol className="mt-3 grid gap-4">
        {parcel.shipments.map((shipment) => (
          <li key={shipment.id} className="bg-sunken grid gap-1 rounded-2xl p-4 text-sm">
            <p className="font-medium">
              {shipment.deliveredAt
                ? t("parcel.arrived", {
                    carrier: shipment.carrierName,
                    date: longDate(shipment.deliveredAt),
                  })
                : t("parcel.sent", {
                    carrier: shipment.carrierName,
                    date: longDate(shipment.shippedAt),
                  })}
            </p>
            {shipment.trackingNumber && (
              <p className="text-muted num break-all">
                {t("parcel.tracking", { number: shipment.trackingNumber })}
              </p>
            )}
            <ul className="text-muted">
              {shipment.items.map(({ itemId, quantity }) => (
                <li key={itemId}>
                  {quantity} × {nameOf(parcel, itemId)}
                </li>
              ))}
            </ul>
            {shipment.trackingUrl && (
              <a
                href={shipment.trackingUrl}
                target="_blank"
                rel="noreferrer"
                className="text-accent mt-1 inline-flex items-center gap-2 justify-self-start font-medium underline-offset-4 hover:underline"
              >
                {t("parcel.follow", { carrier: shipment.carrierName })}
                <ExternalLink size={14} aria-hidden />
              </a>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What the store gave back, and why. */
function Refunds({ parcel }: { parcel: StoreOrder }) {
  const t = useText();
  const money = useMoney();
  if (parcel.refunds.length === 0) return null;
  return (
    <section className="border-line mt-4 border-t pt-4 text-sm">
      <h4 className="font-semibold">{t("parcel.givenBack")}</h4>
      <ul className="mt-2 grid gap-3">
        {parcel.refunds.map((refund) => (
          <li key={refund.id}>
            <p className="flex justify-between gap-4">
              <span>
                {t(`parcel.kind.${refund.kind}`)}
                {refund.items.length > 0 &&
                  `: ${refund.items.map(({ itemId, quantity }) => `${quantity} × ${nameOf(parcel, itemId)}`).join(", ")}`}
              </span>
              <span className="num shrink-0">{money(refund.amount)}</span>
            </p>
            <p className="text-muted break-words">{refund.reason}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
