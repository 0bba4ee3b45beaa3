import type { ProductSort } from "@api/types.ts";
import { type ProductsSearch, SORTS } from "../../catalog/products-search.ts";
import { type TextKey, useText } from "../../text.ts";
import { useRefine } from "./filters.tsx";

const LABELS = {
  relevance: "sort.relevance",
  newest: "sort.newest",
  price_asc: "sort.priceAsc",
  price_desc: "sort.priceDesc",
} as const satisfies Record<ProductSort, TextKey>;

/** The order of the list. Relevance is offered, and is the default, where words were searched for. */
export function SortSelect({ search }: { search: ProductsSearch }) {
  const t = useText();
  const refine = useRefine(search);
  const usual: ProductSort = search.q ? "relevance" : "newest";
  return (
    <label className="ml-auto flex items-center gap-2 text-sm">
      <span className="text-muted hidden sm:inline">{t("sort.label")}</span>
      <select
        aria-label={t("sort.label")}
        className="select border-edge/60 bg-surface hover:border-ink h-11 rounded-full border pr-10 pl-4 font-medium"
        value={search.sort ?? usual}
        onChange={(event) => {
          const sort = event.target.value as ProductSort;
          refine({ sort: sort === usual ? undefined : sort });
        }}
      >
        {SORTS.filter((sort) => sort !== "relevance" || search.q).map((sort) => (
          <option key={sort} value={sort}>
            {t(LABELS[sort])}
          </option>
        ))}
      </select>
    </label>
  );
}
