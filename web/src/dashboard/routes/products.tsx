import { buttonClass } from "@ui/button.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { ProductList } from "../features/products/product-list.tsx";
import { productsSearch } from "../features/products/products-search.ts";
import { categoriesQuery, productsQuery } from "../features/products/queries.ts";
import { Page } from "../layout/page.tsx";
import { atLeast, useStore } from "../session/my-stores.ts";
import { useText } from "../texts/products.ts";

export function ProductsPage() {
  const t = useText();
  const store = useStore();
  const search = productsSearch(useSearch({ from: "/dashboard/stores/$store/products" }));
  const { items, nextCursor, currency } = useSuspenseQuery(productsQuery(store.id, search)).data;
  const categories = useSuspenseQuery(categoriesQuery(store.id)).data.items;
  const begin = atLeast(store.role, "manager") && (
    <Link
      to="/dashboard/stores/$store/products/new"
      params={{ store: store.slug }}
      className={buttonClass({ size: "sm" })}
    >
      <Plus size={16} aria-hidden />
      {t("products.new")}
    </Link>
  );
  return (
    <Page title={t("menu.products")} actions={begin}>
      <ProductList
        store={store}
        products={items}
        next={nextCursor}
        currency={currency}
        categories={categories}
        begin={begin}
      />
    </Page>
  );
}
