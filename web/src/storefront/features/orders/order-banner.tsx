import type { Order, OrderStatus } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { useMoney } from "@ui/money.ts";
import { CircleCheck, CircleX, Clock, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { type TextKey, useText } from "../../ordering-text.ts";

const LOOKS: Record<OrderStatus, { icon: typeof Clock; tone: string; title: TextKey }> = {
  payment_pending: { icon: Clock, tone: "bg-gold-soft text-gold", title: "order.pendingTitle" },
  paid: { icon: CircleCheck, tone: "bg-accent-soft text-accent", title: "order.paidTitle" },
  completed: {
    icon: CircleCheck,
    tone: "bg-accent-soft text-accent",
    title: "order.completedTitle",
  },
  cancelled: { icon: CircleX, tone: "bg-sunken text-ink", title: "order.cancelledTitle" },
  expired: { icon: CircleX, tone: "bg-sunken text-ink", title: "order.expiredTitle" },
  refunded: { icon: RotateCcw, tone: "bg-sunken text-ink", title: "order.refundedTitle" },
  partially_refunded: {
    icon: RotateCcw,
    tone: "bg-sunken text-ink",
    title: "order.partlyRefundedTitle",
  },
};

/** Where the order stands, said when it changes; `children` are what can be done now. */
export function OrderBanner({ order, children }: { order: Order; children?: ReactNode }) {
  const t = useText();
  const { icon: Icon, tone, title } = LOOKS[order.status];
  return (
    <div className={cx("rounded-3xl p-6 sm:p-8", tone)}>
      <div role="status" className="flex gap-4">
        <Icon size={28} aria-hidden className="mt-0.5 shrink-0" />
        <div>
          <h2 className="text-xl font-semibold">{t(title)}</h2>
          <BannerText order={order} />
        </div>
      </div>
      {children}
    </div>
  );
}

function BannerText({ order }: { order: Order }) {
  const t = useText();
  const money = useMoney();
  const refunded = money(order.refunded ?? order.total);
  const words: Record<OrderStatus, string> = {
    payment_pending: t("order.pendingText"),
    paid: t("order.paidText"),
    completed: t("order.completedText"),
    cancelled: t("order.cancelledText"),
    expired: t("order.expiredText"),
    // Without paidAt the money came when the order was already given up.
    refunded: order.paidAt
      ? t("order.refundedText", { amount: refunded })
      : t("order.lateRefundText", { amount: refunded }),
    partially_refunded: t("order.partlyRefundedText", { amount: refunded }),
  };
  return <p className="text-ink mt-1">{words[order.status]}</p>;
}
