import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ProductImages } from "../features/images/product-images.tsx";
import { titleOf } from "../features/products/matrix.ts";
import { ProductActions } from "../features/products/product-actions.tsx";
import { ProductEditor } from "../features/products/product-editor.tsx";
import {
  categoriesQuery,
  productQuery,
  productsQuery,
  refreshProduct,
} from "../features/products/queries.ts";
import { Page, Panel } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/products.ts";

export function ProductPage() {
  const t = useText();
  const store = useStore();
  const { productId } = useParams({ from: "/dashboard/stores/$store/managers/products/$productId" });
  const product = useSuspenseQuery(productQuery(store.id, productId)).data;
  const { currency } = useSuspenseQuery(productsQuery(store.id, {}, 1)).data;
  const categories = useSuspenseQuery(categoriesQuery(store.id)).data.items;
  return (
    <Page
      title={product.name}
      trail={[
        {
          label: t("menu.products"),
          to: "/dashboard/stores/$store/products",
          params: { store: store.slug },
        },
      ]}
      actions={<ProductActions store={store} product={product} />}
    >
      <Panel title={t("products.images")}>
        <ProductImages
          storeId={store.id}
          productId={product.id}
          variants={product.variants.map(({ id, options }) => ({ id, label: titleOf(options) }))}
          onVersion={(version) => version > product.version && void refreshProduct(store.id, product.id)}
        />
      </Panel>
      <ProductEditor
        key={product.id}
        store={store}
        product={product}
        currency={currency}
        categories={categories}
      />
    </Page>
  );
}
