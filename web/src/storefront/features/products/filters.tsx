import type { Category } from "@api/types.ts";
import { Switch } from "@ui/switch.tsx";
import { useNavigate } from "@tanstack/react-router";
import { type ProductsSearch, refined } from "../../catalog/products-search.ts";
import { useText } from "../../text.ts";
import { CategoryFilter } from "./category-filter.tsx";
import { PriceFilter } from "./price-filter.tsx";

/** What every part of the filters needs to know. */
export type FilterProps = { search: ProductsSearch; categories: Category[]; currency: string };

/** Goes to the same list, refined, without moving the page. */
export function useRefine(search: ProductsSearch) {
  const navigate = useNavigate();
  return (change: Parameters<typeof refined>[1]) =>
    void navigate({ to: ".", search: refined(search, change), resetScroll: false });
}

/** All filters; `idPrefix` keeps the ids of the side column and of the sheet apart. */
export function Filters({ search, categories, currency, idPrefix }: FilterProps & { idPrefix: string }) {
  const t = useText();
  const refine = useRefine(search);
  return (
    <div className="flex flex-col gap-8">
      <label className="flex items-center justify-between gap-3 text-sm font-medium">
        {t("filters.inStock")}
        <Switch
          checked={search.inStock ?? false}
          onChange={(event) => refine({ inStock: event.target.checked || undefined })}
        />
      </label>
      <CategoryFilter search={search} categories={categories} />
      <PriceFilter search={search} currency={currency} idPrefix={idPrefix} />
    </div>
  );
}
