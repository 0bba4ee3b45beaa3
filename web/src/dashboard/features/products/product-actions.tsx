import type { CatalogProduct, MyStore } from "@api/types.ts";
import { Button, buttonClass } from "@ui/button.tsx";
import { useNavigate } from "@tanstack/react-router";
import { Copy, ExternalLink, Trash2 } from "lucide-react";
import { useState } from "react";
import { useText } from "../../texts/products.ts";
import { DuplicateDialog, RemoveDialog } from "./remove-dialog.tsx";

/** What can be done to a product besides editing it. */
export function ProductActions({ store, product }: { store: MyStore; product: CatalogProduct }) {
  const t = useText();
  const navigate = useNavigate();
  const [asked, ask] = useState<"remove" | "duplicate" | null>(null);
  const close = () => ask(null);
  return (
    <>
      {product.status === "active" && (
        <a
          href={`/stores/${store.slug}/products/${product.slug}`}
          className={buttonClass({ variant: "outline", size: "sm" })}
        >
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
      {asked === "remove" && (
        <RemoveDialog
          storeId={store.id}
          product={product}
          onDone={() =>
            void navigate({ to: "/dashboard/stores/$store/products", params: { store: store.slug } })
          }
          onClose={close}
        />
      )}
      {asked === "duplicate" && (
        <DuplicateDialog
          storeId={store.id}
          product={product}
          onDone={(productId) => {
            close();
            void navigate({
              to: "/dashboard/stores/$store/products/$productId",
              params: { store: store.slug, productId },
            });
          }}
          onClose={close}
        />
      )}
    </>
  );
}
