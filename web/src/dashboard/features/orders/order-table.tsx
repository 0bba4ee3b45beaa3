import type { MerchantOrder } from "@api/types.ts";
import { MessagePage } from "@ui/message-page.tsx";
import { useMoney } from "@ui/money.ts";
import { Link } from "@tanstack/react-router";
import { PackageOpen } from "lucide-react";
import { Moment } from "../../layout/moment.tsx";
import { useStore } from "../../session/my-stores.ts";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import type { Filter } from "../../table/filter.ts";
import { useText } from "../../texts/orders.ts";
import { StoreOrderBadge } from "./order-status.tsx";

/** The store's orders as a table; a row leads to the order. */
export function OrderTable({ orders, next }: { orders: readonly MerchantOrder[]; next: string | null }) {
  const t = useText();
  const money = useMoney();
  const store = useStore();
  const columns: Column<MerchantOrder>[] = [
    {
      id: "number",
      title: t("orders.number"),
      card: "title",
      cell: (order) => (
        <Link
          to="/dashboard/stores/$store/orders/$storeOrderId"
          params={{ store: store.slug, storeOrderId: order.id }}
          className="num font-semibold after:absolute after:inset-0"
        >
          {order.orderNumber}
        </Link>
      ),
      csv: (order) => order.orderNumber,
    },
    {
      id: "status",
      title: t("orders.status"),
      card: "badge",
      cell: (order) => <StoreOrderBadge order={order} />,
      csv: (order) => order.status,
    },
    {
      id: "placed",
      title: t("orders.placed"),
      cell: (order) => <Moment at={order.placedAt} />,
      csv: (order) => order.placedAt,
    },
    {
      id: "recipient",
      title: t("orders.recipient"),
      cell: (order) => `${order.shipping.name}, ${order.shipping.city}`,
      csv: (order) => order.shipping.name,
    },
    {
      id: "items",
      title: t("orders.items"),
      cell: (order) => (
        <span className="line-clamp-2">
          {order.items.map((item) => `${item.quantity} × ${item.name}`).join(", ")}
        </span>
      ),
      csv: (order) => order.totalItems,
    },
    {
      id: "sum",
      title: t("orders.sum"),
      align: "end",
      cell: (order) => <span className="num">{money(order.subtotal)}</span>,
      csv: (order) => order.subtotal.amount,
    },
    {
      id: "refunded",
      title: t("orders.refunded"),
      align: "end",
      hidden: true,
      cell: (order) => (order.refunded.amount > 0 ? money(order.refunded) : "–"),
      csv: (order) => order.refunded.amount,
    },
  ];
  const filters: Filter[] = [{ kind: "search", name: "q", label: t("orders.search") }];
  return (
    <DataTable
      id="store-orders"
      label={t("orders.list")}
      columns={columns}
      rows={orders}
      rowId={(order) => order.id}
      filters={filters}
      next={next}
      csv="orders.csv"
      empty={
        <MessagePage icon={<PackageOpen size={28} />} title={t("orders.none")} text={t("orders.noneText")} />
      }
    />
  );
}
