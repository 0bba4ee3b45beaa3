import { Button, buttonClass } from "@ui/button.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Copy, ExternalLink, Trash2 } from "lucide-react";
import { useState } from "react";
import { ProductEditor } from "../features/products/product-editor.tsx";
import { categoriesQuery, productQuery, productsQuery } from "../features/products/queries.ts";
import { DuplicateDialog, RemoveDialog } from "../features/products/remove-dialog.tsx";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/products.ts";

export function ProductPage() {
  const t = useText();
  const store = useStore();
  const navigate = useNavigate();
  const { productId } = useParams({ from: "/dashboard/stores/$store/managers/products/$productId" });
  const product = useSuspenseQuery(productQuery(store.id, productId)).data;
  const { currency } = useSuspenseQuery(productsQuery(store.id, {}, 1)).data;
  const categories = useSuspenseQuery(categoriesQuery(store.id)).data.items;
  const [asked, ask] = useState<"remove" | "duplicate" | null>(null);
  const close = () => ask(null);
  return (
    <Page
      title={product.name}
      trail={[{ label: t("menu.products"), to: "/dashboard/stores/$store/products", params: { store: store.slug } }]}
      actions={
        <>
          {product.status === "active" && (
            <a href={`/stores/${store.slug}/products/${product.slug}`} className={buttonClass({ variant: "outline", size: "sm" })}>
              <ExternalLink size={16} aria-hidden />
              {t("products.view")}
            </a>
          )}
          <Button variant="outline" size="sm" onClick={() => ask("duplicate")}>
            <Copy size={16} aria-hidden />
            {t("products.duplicate")}
          </Button>
          {product.status !== "archived" && (
            <Button variant="danger" size="sm" onClick={() => ask("remove")}>
              <Trash2 size={16} aria-hidden />
              {t(product.status === "draft" ? "products.remove" : "products.archive")}
            </Button>
          )}
        </>
      }
    >
      <ProductEditor key={product.id} store={store} product={product} currency={currency} categories={categories} />
      {asked === "remove" && (
        <RemoveDialog
          storeId={store.id}
          product={product}
          onDone={() => void navigate({ to: "/dashboard/stores/$store/products", params: { store: store.slug } })}
          onClose={close}
        />
      )}
      {asked === "duplicate" && (
        <DuplicateDialog
          storeId={store.id}
          product={product}
          onDone={(id) => {
            close();
            void navigate({ to: "/dashboard/stores/$store/products/$productId", params: { store: store.slug, productId: id } });
          }}
          onClose={close}
        />
      )}
    </Page>
  );
}
