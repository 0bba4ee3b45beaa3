import type { AdminStore } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { Store } from "lucide-react";
import { Moment } from "../../layout/moment.tsx";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import type { Filter } from "../../table/filter.ts";
import { useText } from "../../texts/stores.ts";
import { STATUSES } from "./all-stores-search.ts";
import { StoreState } from "./store-state.tsx";

/** Stores in any state; a row leads to what an operator can know and do. `queue` is the one of those who wait. */
export function AllStoresTable({
  stores,
  next,
  queue = false,
}: {
  stores: readonly AdminStore[];
  next: string | null;
  queue?: boolean;
}) {
  const t = useText();
  const columns: Column<AdminStore>[] = [
    {
      id: "name",
      title: t("stores.store"),
      card: "title",
      cell: (store) => (
        <>
          <Link
            to="/dashboard/all-stores/$storeId"
            params={{ storeId: store.slug }}
            className="font-semibold break-words after:absolute after:inset-0"
          >
            {store.name}
          </Link>
          <span className="text-muted block text-xs break-all">{store.slug}</span>
        </>
      ),
      csv: (store) => store.name,
    },
    {
      id: "status",
      title: t("stores.state"),
      card: "badge",
      cell: (store) => (
        <span className="flex flex-wrap gap-1.5">
          <StoreState status={store.status} />
          {store.featured && <Badge tone="low">{t("stores.featured")}</Badge>}
        </span>
      ),
      csv: (store) => store.status,
    },
    {
      id: "owners",
      title: t("stores.owners"),
      cell: (store) => <span className="break-all">{store.owners.join(", ") || "–"}</span>,
      csv: (store) => store.owners.join(" "),
    },
    {
      id: "since",
      title: t(queue ? "stores.waitingSince" : "stores.stateSince"),
      cell: (store) => <Moment at={store.statusSince} />,
      csv: (store) => store.statusSince,
    },
    {
      id: "created",
      title: t("stores.created"),
      hidden: true,
      cell: (store) => <Moment at={store.createdAt} />,
      csv: (store) => store.createdAt,
    },
  ];
  const filters: Filter[] = [
    { kind: "search", name: "q", label: t("stores.search") },
    {
      kind: "choice",
      name: "status",
      label: t("stores.state"),
      options: STATUSES.map((value) => ({ value, label: t(`stores.status.${value}`) })),
    },
  ];
  return (
    <DataTable
      id={queue ? "approvals" : "all-stores"}
      label={t(queue ? "menu.approvals" : "menu.adminStores")}
      columns={columns}
      rows={stores}
      rowId={(store) => store.id}
      filters={queue ? [] : filters}
      next={next}
      csv="stores.csv"
      empty={
        <MessagePage
          icon={<Store size={28} />}
          title={t(queue ? "stores.nobodyWaits" : "stores.none")}
          text={t(queue ? "stores.nobodyWaitsText" : "stores.noneText")}
        />
      }
    />
  );
}
