import { type TextKey, text } from "../../texts/webhooks.ts";

type Text = typeof text;

const GROUPS = ["order", "product", "stock", "store", "payment", "user"] as const;

const WORDS = {
  "order.placed": "webhooks.event.order.placed",
  "order.paid": "webhooks.event.order.paid",
  "order.cancelled": "webhooks.event.order.cancelled",
  "order.expired": "webhooks.event.order.expired",
  "order.completed": "webhooks.event.order.completed",
  "order.refunded": "webhooks.event.order.refunded",
  "order.shipped": "webhooks.event.order.shipped",
  "order.delivered": "webhooks.event.order.delivered",
  "order.items_cancelled": "webhooks.event.order.items_cancelled",
  "product.changed": "webhooks.event.product.changed",
  "stock.low": "webhooks.event.stock.low",
  "stock.out": "webhooks.event.stock.out",
  "stock.back": "webhooks.event.stock.back",
  "store.approved": "webhooks.event.store.approved",
  "store.closed": "webhooks.event.store.closed",
  "store.holiday_changed": "webhooks.event.store.holiday_changed",
  "store.refused": "webhooks.event.store.refused",
  "store.reinstated": "webhooks.event.store.reinstated",
  "store.submitted": "webhooks.event.store.submitted",
  "store.suspended": "webhooks.event.store.suspended",
  "payment.captured": "webhooks.event.payment.captured",
  "payment.page_opened": "webhooks.event.payment.page_opened",
  "payment.refund_failed": "webhooks.event.payment.refund_failed",
  "user.registered": "webhooks.event.user.registered",
  "user.email_verified": "webhooks.event.user.email_verified",
  "user.erased": "webhooks.event.user.erased",
} as const satisfies Record<string, TextKey>;

/** Events about one kind of thing. */
export type EventGroup = { key: string; name: string; events: { type: string; about: string }[] };

/** What an endpoint can be told of, by what it is about; one without words of its own has its name alone. */
export function eventGroups(t: Text, types: readonly string[]): EventGroup[] {
  const found = new Map<string, EventGroup>();
  for (const type of types) {
    const key = type.split(".")[0] ?? type;
    const known = GROUPS.find((one) => one === key);
    const group = found.get(key) ?? { key, name: known ? t(`webhooks.group.${known}`) : key, events: [] };
    const about = type in WORDS ? t(WORDS[type as keyof typeof WORDS]) : "";
    group.events.push({ type, about });
    found.set(key, group);
  }
  const place = ({ key }: EventGroup) => (GROUPS.findIndex((one) => one === key) + 100) % 100;
  return [...found.values()].toSorted((a, b) => place(a) - place(b));
}

/** The groups with the events that have the words, in their name or in what is said of them. */
export function eventsWith(groups: readonly EventGroup[], words: string): EventGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap((group) => {
    const events = group.events.filter(({ type, about }) => {
      const said = `${type} ${about} ${group.name}`.toLowerCase();
      return wanted.every((word) => said.includes(word));
    });
    return events.length > 0 ? [{ ...group, events }] : [];
  });
}
