import type { Order, OrderStatus } from "@api/types.ts";
import { Badge, type Tone } from "@ui/badge.tsx";
import { useMoney } from "@ui/money.ts";
import { Picture } from "@ui/picture.tsx";
import { ChevronRight } from "lucide-react";
import { longDate } from "@ui/dates.ts";
import { type TextKey, useText } from "../../text.ts";

const STATUS: Record<OrderStatus, { text: TextKey; tone: Tone }> = {
  payment_pending: { text: "history.pending", tone: "low" },
  paid: { text: "history.paid", tone: "accent" },
  completed: { text: "history.completed", tone: "accent" },
  cancelled: { text: "history.cancelled", tone: "neutral" },
  expired: { text: "history.expired", tone: "neutral" },
  refunded: { text: "history.refunded", tone: "neutral" },
  partially_refunded: { text: "history.partlyRefunded", tone: "neutral" },
};

/** How many things are shown of an order. */
const SHOWN = 4;

/** One order: when, what and how much. All of it leads to the order's page. */
export function OrderRow({ order }: { order: Order }) {
  const t = useText();
  const money = useMoney();
  const items = order.stores.flatMap((store) => store.items);
  const status = STATUS[order.status];
  return (
    <article className="hover:bg-sunken relative flex gap-4 px-5 py-5 sm:px-6">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h2 className="font-semibold">
            <a href={`/orders/${order.id}`} className="after:absolute after:inset-0">
              {t("history.number", { number: order.number })}
            </a>
          </h2>
          <Badge tone={status.tone}>{t(status.text)}</Badge>
        </div>
        <p className="text-muted num mt-1 text-sm">
          {longDate(order.placedAt)} · {money(order.total)}
        </p>
        <ul className="mt-3 flex flex-wrap items-center gap-2">
          {items.slice(0, SHOWN).map((item) => (
            <li key={item.id}>
              <Picture
                image={item.image}
                sizes="3rem"
                alt={item.name}
                className="size-12 rounded-lg object-cover"
              />
              {!item.image && <span className="sr-only">{item.name}</span>}
            </li>
          ))}
          {items.length > SHOWN && (
            <li className="text-muted text-sm">{t("history.more", { count: items.length - SHOWN })}</li>
          )}
        </ul>
      </div>
      <ChevronRight size={18} aria-hidden className="text-muted mt-1 shrink-0" />
    </article>
  );
}
