import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ProductImages } from "../features/images/product-images.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/images.ts";
import { catalogProductQuery } from "./images-queries.ts";

export function ProductImagesPage() {
  const t = useText();
  const store = useStore();
  const { productId } = useParams({ from: "/dashboard/stores/$store/managers/products/$productId/images" });
  const product = useSuspenseQuery(catalogProductQuery(store.id, productId)).data;
  return (
    <Page title={product.name}>
      <Panel title={t("images.ofProduct")}>
        <ProductImages
          storeId={store.id}
          productId={productId}
          variants={product.variants.map(({ id, options }) => ({ id, label: options.join(" / ") }))}
        />
      </Panel>
    </Page>
  );
}
