import { Button } from "@ui/button.tsx";
import { useSlow } from "@ui/skeleton.tsx";
import { cx } from "@ui/class-names.ts";
import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { ListLinks } from "../../catalog/list-links.tsx";
import { ProductGrid, ProductGridSkeleton } from "../../catalog/product-grid.tsx";
import { filterCount, type ProductsSearch } from "../../catalog/products-search.ts";
import { ErrorPage } from "@ui/error-page.tsx";
import { useText } from "../../text.ts";
import { ActiveFilters } from "./active-filters.tsx";
import { Filters } from "./filters.tsx";
import { NoResults } from "./no-results.tsx";
import { facetsQuery, listQuery } from "./queries.ts";
import { SortSelect } from "./sort-select.tsx";

const FilterSheet = lazy(async () => ({
  default: (await import("./filter-sheet.tsx")).FilterSheet,
}));

type Props = { search: ProductsSearch; store?: string };

/** Products with filters, order and pages, all kept in the address. `store` narrows it to a store's page. */
export function ProductBrowser({ search, store }: Props) {
  const t = useText();
  const [sheet, setSheet] = useState(false);
  const list = useQuery(listQuery(search, store));
  const categories = useQuery(facetsQuery(search, store)).data?.items ?? [];
  const slow = useSlow(list.isPending || list.isPlaceholderData);
  const filters = filterCount(search);
  const common = { search, categories, currency: list.data?.items[0]?.price.currency ?? "EUR" };
  return (
    <div className="lg:grid lg:grid-cols-[15rem_1fr] lg:gap-12">
      <aside aria-label={t("filters.title")} className="hidden lg:block">
        <div className="sticky top-24 max-h-[calc(100dvh-7rem)] overflow-y-auto pr-2 pb-4">
          <Filters {...common} idPrefix="side" />
        </div>
      </aside>
      <div className="min-w-0">
        <div className="mb-6 flex items-center justify-between gap-3">
          <Button
            variant="outline"
            className="lg:hidden"
            onClick={() => setSheet(true)}
            aria-haspopup="dialog"
          >
            <SlidersHorizontal size={16} aria-hidden />
            {filters > 0 ? t("filters.openCount", { count: filters }) : t("filters.title")}
          </Button>
          <p role="status" className="text-muted hidden text-sm sm:block">
            {list.data && !list.isPlaceholderData && t("list.shown", { count: list.data.items.length })}
          </p>
          <SortSelect search={search} />
        </div>
        <ActiveFilters {...common} />
        {list.isError && <ErrorPage level={2} error={list.error} retry={() => void list.refetch()} />}
        {list.isPending && slow && <ProductGridSkeleton count={9} columns="three" />}
        {list.data && (
          <div
            className={cx("transition-opacity", list.isPlaceholderData && slow && "opacity-50")}
            aria-busy={list.isPlaceholderData}
          >
            {list.data.items.length > 0 ? (
              <ProductGrid products={list.data.items} columns="three" eager={3} heading="h2" />
            ) : (
              <NoResults search={search} categories={categories} />
            )}
            <ListLinks cursor={search.cursor} nextCursor={list.data.nextCursor} />
          </div>
        )}
      </div>
      <Suspense>
        {sheet && <FilterSheet {...common} busy={list.isFetching} onClose={() => setSheet(false)} />}
      </Suspense>
    </div>
  );
}
