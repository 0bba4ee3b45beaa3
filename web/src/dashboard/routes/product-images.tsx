import { useParams } from "@tanstack/react-router";
import { ProductImages } from "../features/images/product-images.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/images.ts";

export function ProductImagesPage() {
  const t = useText();
  const store = useStore();
  const { productId } = useParams({ from: "/dashboard/stores/$store/managers/products/$productId/images" });
  return (
    <Page title={t("images.ofProduct")}>
      <Panel title={t("images.ofProduct")}>
        <ProductImages storeId={store.id} productId={productId} />
      </Panel>
    </Page>
  );
}
