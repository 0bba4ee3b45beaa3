import type { Order } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { intlLocale } from "@ui/i18n.ts";
import { Check } from "lucide-react";
import { useText } from "../../ordering-text.ts";

/** How far the order has come; nothing for one that was given up. */
export function Timeline({ order }: { order: Order }) {
  const t = useText();
  const live = order.stores.filter((store) => store.status !== "cancelled");
  const all = (...statuses: string[]) =>
    live.length > 0 && live.every((store) => statuses.includes(store.status));
  // With money sent back the parcels that are left still come.
  if (
    !["payment_pending", "paid", "completed", "partially_refunded"].includes(order.status) ||
    live.length === 0
  )
    return null;
  const steps = [
    { label: t("order.placed"), done: true, at: order.placedAt },
    { label: t("order.paid"), done: order.status !== "payment_pending", at: order.paidAt },
    { label: t("order.shipped"), done: all("shipped", "delivered") },
    { label: t("order.delivered"), done: all("delivered") },
  ];
  const next = steps.findIndex((step) => !step.done);
  return (
    <ol aria-label={t("order.progress")} className="grid grid-cols-4">
      {steps.map((step, at) => (
        <li
          key={step.label}
          aria-current={at === next ? "step" : undefined}
          className="relative flex flex-col items-center px-1 text-center text-sm"
        >
          {at > 0 && (
            <span
              aria-hidden
              className={cx(
                "absolute top-3.5 right-1/2 -z-10 h-0.5 w-full",
                step.done ? "bg-accent" : "bg-line",
              )}
            />
          )}
          <span
            aria-hidden
            className={cx(
              "grid size-7 place-items-center rounded-full border-2",
              step.done
                ? "border-accent bg-accent text-accent-ink"
                : at === next
                  ? "border-accent bg-bg"
                  : "border-line bg-bg",
            )}
          >
            {step.done && <Check size={15} strokeWidth={3} />}
          </span>
          <span className={cx("mt-2 font-medium", !step.done && "text-muted")}>{step.label}</span>
          <span className="sr-only">{t(step.done ? "order.stepDone" : "order.stepOpen")}</span>
          {step.done && step.at && (
            <time dateTime={step.at} className="text-muted text-xs">
              {new Intl.DateTimeFormat(intlLocale(), { day: "numeric", month: "short" }).format(
                new Date(step.at),
              )}
            </time>
          )}
        </li>
      ))}
    </ol>
  );
}
