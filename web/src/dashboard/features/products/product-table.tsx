import type { CatalogSummary, CategoryNode } from "@api/types.ts";
import { MessagePage } from "@ui/message-page.tsx";
import { Menu } from "@ui/menu.tsx";
import { Picture } from "@ui/picture.tsx";
import { Price } from "@ui/price.tsx";
import { decimal } from "@ui/money.ts";
import { Link } from "@tanstack/react-router";
import { Archive, Copy, Package } from "lucide-react";
import type { ReactNode } from "react";
import { Moment } from "../../layout/moment.tsx";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import type { Filter } from "../../table/filter.ts";
import type { Selected } from "../../table/selection-bar.tsx";
import { useText } from "../../texts/products.ts";
import { categoryChoices } from "./category-names.ts";
import { STATUSES } from "./statuses.ts";
import { StatusBadge } from "./status-badge.tsx";

type Props = {
  store: string;
  products: readonly CatalogSummary[];
  next: string | null;
  categories: readonly CategoryNode[];
  /** False for who may only look. */
  canEdit: boolean;
  bulk: (selected: Selected) => ReactNode;
  onDuplicate: (product: CatalogSummary) => void;
  onRemove: (product: CatalogSummary) => void;
  /** Shown beside the words where there is no product yet. */
  begin: ReactNode;
};

/** A store's products; a row leads to the editor. */
export function ProductTable(props: Props) {
  const { store, products, next, categories, canEdit, bulk, onDuplicate, onRemove, begin } = props;
  const t = useText();
  const columns: Column<CatalogSummary>[] = [
    {
      id: "image",
      title: t("products.image"),
      card: "picture",
      cell: (one) => (
        <Picture image={one.image} sizes="48px" alt="" className="size-12 rounded-xl object-cover" />
      ),
    },
    {
      id: "name",
      title: t("products.name"),
      card: "title",
      sort: { up: "name", down: "name" },
      cell: (one) => (
        <>
          {canEdit ? (
            <Link
              to="/dashboard/stores/$store/products/$productId"
              params={{ store, productId: one.id }}
              className="font-semibold break-words after:absolute after:inset-0"
            >
              {one.name}
            </Link>
          ) : (
            <span className="font-semibold break-words">{one.name}</span>
          )}
          <span className="text-muted block text-xs break-all">
            {one.sku ?? (one.variantCount > 1 && t("products.variantCount", { count: one.variantCount }))}
          </span>
        </>
      ),
      csv: (one) => one.name,
    },
    {
      id: "status",
      title: t("products.status"),
      card: "badge",
      cell: (one) => <StatusBadge status={one.status} />,
      csv: (one) => one.status,
    },
    {
      id: "price",
      title: t("products.price"),
      align: "end",
      cell: (one) => <Price price={one.price} was={one.compareAtPrice} from={one.priceVaries} />,
      csv: (one) => decimal(one.price.amount, one.price.currency),
    },
    {
      id: "stock",
      title: t("products.stock"),
      align: "end",
      cell: (one) => (
        <span className={one.quantityAvailable === 0 ? "text-danger font-medium" : undefined}>
          {t("products.pieces", { count: one.quantityAvailable })}
        </span>
      ),
      csv: (one) => one.quantityAvailable,
    },
    {
      id: "category",
      title: t("products.category"),
      cell: (one) => one.category?.name ?? "–",
      csv: (one) => one.category?.name,
    },
    {
      id: "updated",
      title: t("products.updated"),
      sort: { up: "updated", down: "updated" },
      cell: (one) => <Moment at={one.updatedAt} />,
      csv: (one) => one.updatedAt,
    },
    {
      id: "created",
      title: t("products.created"),
      hidden: true,
      sort: { up: "newest", down: "newest" },
      cell: (one) => <Moment at={one.createdAt} />,
      csv: (one) => one.createdAt,
    },
  ];
  const filters: Filter[] = [
    { kind: "search", name: "q", label: t("products.search") },
    {
      kind: "choice",
      name: "status",
      label: t("products.status"),
      options: STATUSES.map((value) => ({ value, label: t(`products.status.${value}`) })),
    },
    {
      kind: "choice",
      name: "stock",
      label: t("products.stock"),
      options: [
        { value: "in", label: t("products.stock.in") },
        { value: "out", label: t("products.stock.out") },
      ],
    },
    {
      kind: "choice",
      name: "categoryId",
      label: t("products.category"),
      options: categoryChoices(categories).map(({ id, path }) => ({ value: id, label: path })),
    },
  ];
  return (
    <DataTable
      id={`products-${store}`}
      label={t("products.title")}
      columns={columns}
      rows={products}
      rowId={(one) => one.id}
      filters={filters}
      next={next}
      csv="products-page.csv"
      {...(canEdit && {
        bulk,
        actions: (one: CatalogSummary) => (
          <Menu
            name={t("products.actionsFor", { name: one.name })}
            entries={[
              {
                label: t("products.duplicate"),
                icon: <Copy size={16} aria-hidden />,
                run: () => onDuplicate(one),
              },
              ...(one.status === "archived"
                ? []
                : [
                    {
                      label: t(one.status === "draft" ? "products.remove" : "products.archive"),
                      icon: <Archive size={16} aria-hidden />,
                      danger: true,
                      run: () => onRemove(one),
                    },
                  ]),
            ]}
          />
        ),
      })}
      empty={
        <MessagePage
          icon={<Package size={28} />}
          title={t("products.none")}
          text={t("products.noneText")}
          actions={begin}
        />
      }
    />
  );
}
