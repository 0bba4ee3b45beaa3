import type { InventoryLevel } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { Menu } from "@ui/menu.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { Picture } from "@ui/picture.tsx";
import { Boxes, History, PackagePlus, TriangleAlert } from "lucide-react";
import { Moment } from "../../layout/moment.tsx";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import type { Filter } from "../../table/filter.ts";
import { useText } from "../../texts/inventory.ts";
import { LEVELS } from "./inventory-search.ts";
import { LevelBadge } from "./level-badge.tsx";
import { nameOf } from "./queries.ts";
import type { Sheet } from "./sheets.tsx";
import { StockCell } from "./stock-cell.tsx";

type Props = {
  storeId: string;
  rows: readonly InventoryLevel[];
  next: string | null;
  mayChange: boolean;
  open: (sheet: Sheet) => void;
};

/** A store's stock as a table whose amounts are edited in place. */
export function StockTable({ storeId, rows, next, mayChange, open }: Props) {
  const t = useText();
  const columns: Column<InventoryLevel>[] = [
    {
      id: "picture",
      title: t("inventory.picture"),
      card: "picture",
      cell: (row) => (
        <Picture
          image={row.image}
          sizes="44px"
          alt=""
          className="size-11 max-w-none rounded-lg object-cover"
        />
      ),
    },
    {
      id: "product",
      title: t("inventory.product"),
      card: "title",
      cell: (row) => (
        <>
          <button
            type="button"
            className="text-left font-semibold underline-offset-4 hover:underline"
            onClick={() => open({ kind: "history", row })}
          >
            {row.productName}
          </button>
          {row.options.length > 0 && <span className="text-muted block">{row.options.join(" · ")}</span>}
          {row.productStatus !== "active" && (
            <Badge className="mt-1">{t(`inventory.status.${row.productStatus}`)}</Badge>
          )}
        </>
      ),
      csv: nameOf,
    },
    {
      id: "sku",
      title: t("inventory.sku"),
      cell: (row) => <span className="text-muted text-xs break-all">{row.sku ?? "–"}</span>,
      csv: (row) => row.sku,
    },
    {
      id: "level",
      title: t("inventory.level"),
      card: "badge",
      cell: (row) => <LevelBadge level={row.level} />,
      csv: (row) => row.level,
    },
    {
      id: "since",
      title: t("inventory.since"),
      hidden: true,
      cell: (row) => (row.since ? <Moment at={row.since} /> : "–"),
      csv: (row) => row.since,
    },
    {
      id: "lowAt",
      title: t("inventory.lowAt"),
      align: "end",
      cell: (row) =>
        row.lowAtIsOwn ? (
          row.lowAt
        ) : (
          <span className="text-muted">{t("inventory.lowAtStore", { count: row.lowAt })}</span>
        ),
      csv: (row) => row.lowAt,
    },
    {
      id: "quantity",
      title: t("inventory.quantity"),
      align: "end",
      cell: (row) => <StockCell storeId={storeId} row={row} mayChange={mayChange} />,
      csv: (row) => row.quantityAvailable,
    },
  ];
  const filters: Filter[] = [
    { kind: "search", name: "q", label: t("inventory.search") },
    {
      kind: "choice",
      name: "level",
      label: t("inventory.level"),
      options: LEVELS.map((value) => ({ value, label: t(`inventory.level.${value}`) })),
    },
  ];
  return (
    <>
      {mayChange && rows.length > 0 && (
        <p id="stock-hint" className="text-muted -mb-1 text-sm">
          {t("inventory.stockHint")}
        </p>
      )}
      <DataTable
        id="inventory"
        label={t("inventory.list")}
        columns={columns}
        rows={rows}
        rowId={(row) => row.variantId}
        filters={filters}
        next={next}
        csv="inventory.csv"
        {...(mayChange && {
          bulk: ({ ids, clear }) => {
            const ticked = rows.filter((row) => ids.includes(row.variantId));
            return (
              <Button
                size="sm"
                disabled={ticked.length === 0}
                onClick={() => open({ kind: "count", rows: ticked, done: clear })}
              >
                {t("inventory.countMany", { count: ticked.length })}
              </Button>
            );
          },
        })}
        actions={(row) => (
          <Menu
            name={t("inventory.actions", { name: nameOf(row) })}
            entries={[
              ...(mayChange
                ? [
                    {
                      label: t("inventory.adjust"),
                      icon: <PackagePlus size={16} aria-hidden />,
                      run: () => open({ kind: "adjust", row }),
                    },
                    {
                      label: t("inventory.threshold"),
                      icon: <TriangleAlert size={16} aria-hidden />,
                      run: () => open({ kind: "threshold", row }),
                    },
                  ]
                : []),
              {
                label: t("inventory.history"),
                icon: <History size={16} aria-hidden />,
                run: () => open({ kind: "history", row }),
              },
            ]}
          />
        )}
        empty={
          <MessagePage
            icon={<Boxes size={28} />}
            title={t("inventory.none")}
            text={t("inventory.noneText")}
          />
        }
      />
    </>
  );
}
