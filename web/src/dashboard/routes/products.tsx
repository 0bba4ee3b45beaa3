import type { CatalogSummary } from "@api/types.ts";
import { Button, buttonClass } from "@ui/button.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { BulkDialog } from "../features/products/bulk-dialog.tsx";
import { ProductTable } from "../features/products/product-table.tsx";
import { productsSearch } from "../features/products/products-search.ts";
import { categoriesQuery, productsQuery } from "../features/products/queries.ts";
import { DuplicateDialog, RemoveDialog } from "../features/products/remove-dialog.tsx";
import { Page } from "../layout/page.tsx";
import { atLeast, useStore } from "../session/my-stores.ts";
import type { Selected } from "../table/selection-bar.tsx";
import { useText } from "../texts/products.ts";

type Asked = { what: "bulk"; selected: Selected } | { what: "remove" | "duplicate"; product: CatalogSummary };

export function ProductsPage() {
  const t = useText();
  const store = useStore();
  const navigate = useNavigate();
  const search = productsSearch(useSearch({ from: "/dashboard/stores/$store/products" }));
  const { items, nextCursor, currency } = useSuspenseQuery(productsQuery(store.id, search)).data;
  const categories = useSuspenseQuery(categoriesQuery(store.id)).data.items;
  const [asked, ask] = useState<Asked | null>(null);
  const canEdit = atLeast(store.role, "manager");
  const close = () => ask(null);
  const begin = canEdit && (
    <Link to="/dashboard/stores/$store/products/new" params={{ store: store.slug }} className={buttonClass({ size: "sm" })}>
      <Plus size={16} aria-hidden />
      {t("products.new")}
    </Link>
  );
  return (
    <Page title={t("menu.products")} actions={begin}>
      <ProductTable
        store={store.slug}
        products={items}
        next={nextCursor}
        categories={categories}
        canEdit={canEdit}
        bulk={(selected) => (
          <Button size="sm" onClick={() => ask({ what: "bulk", selected })}>
            {t("products.bulk")}
          </Button>
        )}
        onDuplicate={(product) => ask({ what: "duplicate", product })}
        onRemove={(product) => ask({ what: "remove", product })}
        begin={begin}
      />
      {asked?.what === "bulk" && (
        <BulkDialog
          storeId={store.id}
          selection={{ productIds: [...asked.selected.ids] }}
          count={asked.selected.count}
          currency={currency}
          categories={categories}
          onDone={() => {
            asked.selected.clear();
            close();
          }}
          onClose={close}
        />
      )}
      {asked?.what === "remove" && (
        <RemoveDialog storeId={store.id} product={asked.product} onDone={close} onClose={close} />
      )}
      {asked?.what === "duplicate" && (
        <DuplicateDialog
          storeId={store.id}
          product={asked.product}
          onDone={(productId) =>
            void navigate({ to: "/dashboard/stores/$store/products/$productId", params: { store: store.slug, productId } })
          }
          onClose={close}
        />
      )}
    </Page>
  );
}
