import { usePageTitle } from "@ui/page-title.ts";
import { createFileRoute } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { parseProductsSearch } from "../catalog/products-search.ts";
import { ProductBrowser } from "../features/products/product-browser.tsx";
import { facetsQuery, loadList } from "../features/products/queries.ts";
import { useText } from "../text.ts";

export const Route = createFileRoute("/products")({
  validateSearch: parseProductsSearch,
  // Only on entering: a changed filter keeps the list that is shown until the new one is there.
  loader: ({ cause, location }) =>
    cause === "stay" ? undefined : loadList(parseProductsSearch(location.search)),
  component: Products,
});

function Products() {
  const t = useText();
  const search = Route.useSearch();
  const categories = useQuery(facetsQuery(search)).data?.items;
  const only =
    search.category?.length === 1
      ? categories?.find((one) => one.slug === search.category?.[0])?.name
      : undefined;
  const title = search.q ? t("list.titleFor", { words: search.q }) : (only ?? t("list.title"));
  usePageTitle(title);
  return (
    <div className="page py-8 md:py-10">
      <h1 className="mb-6 text-3xl font-semibold md:mb-8 md:text-4xl">{title}</h1>
      <ProductBrowser search={search} />
    </div>
  );
}
