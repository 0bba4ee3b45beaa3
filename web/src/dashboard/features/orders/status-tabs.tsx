import type { StoreOrderCounts, StoreOrderStatus } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { Link } from "@tanstack/react-router";
import { useText } from "../../texts/orders.ts";
import { type OrdersSearch, STATUSES } from "./orders-search.ts";

const COUNTED: Record<StoreOrderStatus, keyof StoreOrderCounts> = {
  awaiting_payment: "awaitingPayment",
  processing: "processing",
  shipped: "shipped",
  delivered: "delivered",
  cancelled: "cancelled",
  returned: "returned",
};

/** The states of the store's orders with how many are in each; the words that are looked for stay. */
export function StatusTabs({
  counts,
  search,
}: {
  counts: StoreOrderCounts;
  search: OrdersSearch<StoreOrderStatus>;
}) {
  const t = useText();
  const tabs = [
    { status: undefined, label: t("orders.all"), count: counts.total },
    ...STATUSES.map((status) => ({
      status,
      label: t(`orders.status.${status}`),
      count: counts[COUNTED[status]],
    })),
  ];
  return (
    <nav aria-label={t("orders.tabs")} className="-mx-1 overflow-x-auto px-1 pb-1">
      <ul className="flex w-max gap-2">
        {tabs.map(({ status, label, count }) => {
          const isHere = search.status === status;
          return (
            <li key={label}>
              <Link
                to="."
                search={{ ...(search.q && { q: search.q }), ...(status && { status }) } as never}
                aria-current={isHere ? "page" : undefined}
                className={cx(
                  "flex h-10 items-center gap-2 rounded-full border px-4 text-sm font-medium whitespace-nowrap",
                  isHere
                    ? "border-accent bg-accent-soft text-accent"
                    : "border-line bg-surface hover:border-edge",
                )}
              >
                {label}
                <span className={cx("num text-xs", !isHere && "text-muted")}>{count}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
