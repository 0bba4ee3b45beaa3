import type { CatalogSummary, CategoryNode, MyStore } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { BulkDialog } from "./bulk-dialog.tsx";
import { ProductTable } from "./product-table.tsx";
import { DuplicateDialog, RemoveDialog } from "./remove-dialog.tsx";
import { atLeast } from "../../session/my-stores.ts";
import type { Selected } from "../../table/selection-bar.tsx";
import { useText } from "../../texts/products.ts";

type Asked = { what: "bulk"; selected: Selected } | { what: "remove" | "duplicate"; product: CatalogSummary };

type Props = {
  store: MyStore;
  products: readonly CatalogSummary[];
  next: string | null;
  currency: string;
  categories: readonly CategoryNode[];
  begin: ReactNode;
};

/** The table of products, with what can be done to one or to many of them. */
export function ProductList({ store, products, next, currency, categories, begin }: Props) {
  const t = useText();
  const navigate = useNavigate();
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  return (
    <>
      <ProductTable
        store={store.slug}
        products={products}
        next={next}
        categories={categories}
        canEdit={atLeast(store.role, "manager")}
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
            void navigate({
              to: "/dashboard/stores/$store/products/$productId",
              params: { store: store.slug, productId },
            })
          }
          onClose={close}
        />
      )}
    </>
  );
}
