import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ProductEditor } from "../features/products/product-editor.tsx";
import { categoriesQuery, productsQuery } from "../features/products/queries.ts";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/products.ts";

export function NewProductPage() {
  const t = useText();
  const store = useStore();
  const navigate = useNavigate();
  const { currency } = useSuspenseQuery(productsQuery(store.id, {}, 1)).data;
  const categories = useSuspenseQuery(categoriesQuery(store.id)).data.items;
  return (
    <Page
      title={t("products.new")}
      trail={[
        { label: t("menu.products"), to: "/dashboard/stores/$store/products", params: { store: store.slug } },
      ]}
    >
      <ProductEditor
        store={store}
        currency={currency}
        categories={categories}
        onCreated={({ id }) =>
          void navigate({
            to: "/dashboard/stores/$store/products/$productId",
            params: { store: store.slug, productId: id },
            replace: true,
          })
        }
      />
    </Page>
  );
}
