import type { StoreOrder, StoreOrderStatus } from "@api/types.ts";
import { Badge, type Tone } from "@ui/badge.tsx";
import { useMoney } from "@ui/money.ts";
import { Picture } from "@ui/picture.tsx";
import { Link } from "@tanstack/react-router";
import { Package } from "lucide-react";
import { type TextKey, useText } from "../../ordering-text.ts";

const STATUS: Record<StoreOrderStatus, { text: TextKey; tone: Tone }> = {
  awaiting_payment: { text: "parcel.awaitingPayment", tone: "low" },
  processing: { text: "parcel.processing", tone: "accent" },
  shipped: { text: "parcel.shipped", tone: "accent" },
  delivered: { text: "parcel.delivered", tone: "accent" },
  cancelled: { text: "parcel.cancelled", tone: "neutral" },
  returned: { text: "parcel.returned", tone: "neutral" },
};

/** What one store sends. */
export function Parcel({ parcel }: { parcel: StoreOrder }) {
  const t = useText();
  const money = useMoney();
  const status = STATUS[parcel.status];
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
        <Badge tone={status.tone}>{t(status.text)}</Badge>
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
            </div>
            <span className="num text-sm">{money(item.lineTotal)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
