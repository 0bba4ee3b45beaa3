import { queryClient } from "@api/client.ts";
import { isNotFound } from "@api/problem.ts";
import { usePageTitle } from "@ui/page-title.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, notFound } from "@tanstack/react-router";
import { usePageView } from "../catalog/page-view.ts";
import { parseProductsSearch, type ProductsSearch } from "../catalog/products-search.ts";
import { storeQuery } from "../catalog/queries.ts";
import { ProductBrowser } from "../features/products/product-browser.tsx";
import { loadList } from "../features/products/queries.ts";
import { HolidayNote } from "../features/stores/holiday-note.tsx";
import { StoreAbout } from "../features/stores/store-about.tsx";
import { StoreHeader } from "../features/stores/store-header.tsx";
import { loadStoreText } from "../store-text.ts";
import { useText } from "../text.ts";

/** The store is in the path, so it is not asked for in the query. */
function parseStoreSearch(raw: Record<string, unknown>): ProductsSearch {
  const { store: _store, ...search } = parseProductsSearch(raw);
  return search;
}

export const Route = createFileRoute("/stores/$store/")({
  validateSearch: parseStoreSearch,
  loader: async ({ cause, location, params: { store } }) => {
    const list = cause === "stay" ? undefined : loadList(parseStoreSearch(location.search), store);
    const words = loadStoreText();
    await queryClient.ensureQueryData(storeQuery(store)).catch((error: unknown) => {
      throw isNotFound(error) ? notFound() : error;
    });
    await Promise.all([list, words]);
  },
  component: StorePage,
});

function StorePage() {
  const t = useText();
  const { store: slug } = Route.useParams();
  const store = useSuspenseQuery(storeQuery(slug)).data;
  usePageTitle(store.name);
  usePageView(store.id);
  return (
    <>
      <StoreHeader store={store} />
      {store.holiday && (
        <div className="page">
          <HolidayNote name={store.name} holiday={store.holiday} />
        </div>
      )}
      <section aria-label={t("store.all")} className="page border-line mt-10 border-t pt-8">
        <ProductBrowser search={Route.useSearch()} store={slug} />
      </section>
      <StoreAbout store={store} />
    </>
  );
}
