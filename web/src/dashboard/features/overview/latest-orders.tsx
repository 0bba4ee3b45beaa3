import type { MerchantOrder, MyStore } from "@api/types.ts";
import { useMoney } from "@ui/money.ts";
import { Skeleton } from "@ui/skeleton.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Moment } from "../../layout/moment.tsx";
import { Panel, TEXT_LINK } from "../../layout/page.tsx";
import { useText } from "../../texts/overview.ts";
import { latestOrders } from "./queries.ts";

/** The newest orders of a store. */
export function LatestOrders({ store }: { store: MyStore }) {
  const t = useText();
  const { data, isPending } = useQuery(latestOrders(store.id));
  if (!data && !isPending) return null;
  return (
    <Panel
      title={t("latest.title")}
      action={
        <Link
          to="/dashboard/stores/$store/orders"
          params={{ store: store.slug }}
          className={`${TEXT_LINK} text-sm`}
        >
          {t("latest.all")}
        </Link>
      }
    >
      {!data ? (
        <Skeleton className="h-40 w-full" />
      ) : data.items.length === 0 ? (
        <p className="text-muted text-sm">{t("latest.none")}</p>
      ) : (
        <ul className="divide-line -my-3 divide-y text-sm">
          {data.items.map((order) => (
            <OrderLine key={order.id} order={order} store={store} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OrderLine({ order, store }: { order: MerchantOrder; store: MyStore }) {
  const t = useText();
  const money = useMoney();
  return (
    <li className="relative flex flex-wrap items-baseline gap-x-4 gap-y-1 py-3">
      <Link
        to="/dashboard/stores/$store/orders/$storeOrderId"
        params={{ store: store.slug, storeOrderId: order.id }}
        className="num font-semibold after:absolute after:inset-0"
      >
        {order.orderNumber}
      </Link>
      <span className="text-muted min-w-0 flex-1 truncate">
        {order.shipping.name} · {t("latest.items", { count: order.totalItems })}
      </span>
      <span className="text-muted">
        <Moment at={order.placedAt} />
      </span>
      <span className="num w-24 text-right font-medium">{money(order.subtotal)}</span>
    </li>
  );
}
