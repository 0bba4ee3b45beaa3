import type { Order } from "@api/types.ts";
import { MessagePage } from "@ui/message-page.tsx";
import { useMoney } from "@ui/money.ts";
import { Link } from "@tanstack/react-router";
import { ReceiptText } from "lucide-react";
import { Moment } from "../../layout/moment.tsx";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import type { Filter } from "../../table/filter.ts";
import { useText } from "../../texts/orders.ts";
import { OrderBadge } from "./order-status.tsx";
import { ORDER_STATUSES } from "./orders-search.ts";

const stores = (order: Order) => order.stores.map((part) => part.storeName).join(", ");

/** All orders as a table, for operators; a row leads to the order. */
export function AllOrderTable({ orders, next }: { orders: readonly Order[]; next: string | null }) {
  const t = useText();
  const money = useMoney();
  const columns: Column<Order>[] = [
    {
      id: "number",
      title: t("orders.number"),
      card: "title",
      cell: (order) => (
        <Link
          to="/dashboard/orders/$orderId"
          params={{ orderId: order.id }}
          className="num font-semibold after:absolute after:inset-0"
        >
          {order.number}
        </Link>
      ),
      csv: (order) => order.number,
    },
    {
      id: "status",
      title: t("orders.status"),
      card: "badge",
      cell: (order) => <OrderBadge status={order.status} />,
      csv: (order) => order.status,
    },
    {
      id: "placed",
      title: t("orders.placed"),
      cell: (order) => <Moment at={order.placedAt} />,
      csv: (order) => order.placedAt,
    },
    {
      id: "buyer",
      title: t("orders.market.buyer"),
      cell: (order) => <span className="break-all">{order.email}</span>,
    },
    {
      id: "stores",
      title: t("orders.market.stores"),
      cell: (order) => <span className="line-clamp-2">{stores(order)}</span>,
      csv: stores,
    },
    {
      id: "total",
      title: t("orders.market.total"),
      align: "end",
      cell: (order) => <span className="num">{money(order.total)}</span>,
      csv: (order) => order.total.amount,
    },
    {
      id: "refunded",
      title: t("orders.refunded"),
      align: "end",
      hidden: true,
      cell: (order) => (order.refunded ? money(order.refunded) : "–"),
      csv: (order) => order.refunded?.amount ?? 0,
    },
  ];
  const filters: Filter[] = [
    { kind: "search", name: "q", label: t("orders.market.search") },
    {
      kind: "choice",
      name: "status",
      label: t("orders.status"),
      options: ORDER_STATUSES.map((value) => ({
        value,
        label: t(`orders.market.status.${value}`),
      })),
    },
  ];
  return (
    <DataTable
      id="all-orders"
      label={t("orders.market.list")}
      columns={columns}
      rows={orders}
      rowId={(order) => order.id}
      filters={filters}
      next={next}
      csv="orders.csv"
      empty={
        <MessagePage
          icon={<ReceiptText size={28} />}
          title={t("orders.market.none")}
          text={t("orders.market.noneText")}
        />
      }
    />
  );
}
