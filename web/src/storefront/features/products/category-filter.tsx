import type { Category } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { useState } from "react";
import { type ProductsSearch, toggled } from "../../catalog/products-search.ts";
import { useText } from "../../text.ts";
import { useRefine } from "./filters.tsx";

/** Longer lists are cut to the first twelve. */
const FITS = 16;
const SHOWN_AT_FIRST = 12;

/** Checkboxes with how many products each has; subcategories stand under their category. */
export function CategoryFilter({ search, categories }: { search: ProductsSearch; categories: Category[] }) {
  const t = useText();
  const refine = useRefine(search);
  const [all, setAll] = useState(false);
  const rows = treeOf(categories);
  if (rows.length === 0) return null;
  const isChosen = (category: Category) => search.category?.includes(category.slug) ?? false;
  const shown =
    all || rows.length <= FITS
      ? rows
      : rows.filter(({ category }, index) => index < SHOWN_AT_FIRST || isChosen(category));
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-semibold">{t("filters.category")}</legend>
      <ul>
        {shown.map(({ category, depth }) => (
          <li key={category.id}>
            <label
              className={cx(
                "flex items-center gap-3 py-1.5 text-sm",
                depth > 0 && "pl-6",
                !isChosen(category) && category.productCount === 0 && "text-muted",
              )}
            >
              <input
                type="checkbox"
                className="accent-accent size-4.5 shrink-0"
                checked={isChosen(category)}
                disabled={category.productCount === 0 && !isChosen(category)}
                onChange={() => refine({ category: toggled(search.category, category.slug) })}
              />
              {category.name}
              {category.productCount !== undefined && (
                <span className="num text-muted ml-auto text-xs">{category.productCount}</span>
              )}
            </label>
          </li>
        ))}
      </ul>
      {shown.length < rows.length && (
        <button
          type="button"
          className="text-accent mt-1 py-1 text-sm font-medium underline-offset-4 hover:underline"
          onClick={() => setAll(true)}
        >
          {t("filters.moreCategories", { count: rows.length - shown.length })}
        </button>
      )}
    </fieldset>
  );
}

/** Categories in the order of their tree: each is followed by what is under it. */
function treeOf(categories: Category[]): { category: Category; depth: number }[] {
  const known = new Set(categories.map((category) => category.id));
  const rows: { category: Category; depth: number }[] = [];
  const addUnder = (parent: string | undefined, depth: number) => {
    for (const category of categories) {
      const above = category.parentId && known.has(category.parentId) ? category.parentId : undefined;
      if (above !== parent) continue;
      rows.push({ category, depth });
      addUnder(category.id, depth + 1);
    }
  };
  addUnder(undefined, 0);
  return rows;
}
