import type { Category } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { filterCount, type ProductsSearch, unfiltered } from "../../catalog/products-search.ts";
import { useText } from "../../text.ts";

/** A list without products: what to try next. */
export function NoResults({ search, categories }: { search: ProductsSearch; categories: Category[] }) {
  const t = useText();
  const popular = categories
    .filter((category) => !category.parentId)
    .toSorted((a, b) => (b.productCount ?? 0) - (a.productCount ?? 0))
    .slice(0, 6);
  return (
    <div>
      <MessagePage
        icon={<SearchX size={28} />}
        title={search.q ? t("none.titleFor", { words: search.q }) : t("none.title")}
        text={t(search.q ? "none.spelling" : "none.text")}
        actions={
          filterCount(search) > 0 ? (
            <Link to="." search={unfiltered(search)} className={buttonClass()}>
              {t("filters.clear")}
            </Link>
          ) : (
            <Link to="/products" className={buttonClass()}>
              {t("nav.allProducts")}
            </Link>
          )
        }
      />
      {popular.length > 0 && (
        <nav aria-label={t("home.categories")}>
          <ul className="flex flex-wrap justify-center gap-2">
            {popular.map((category) => (
              <li key={category.id}>
                <Link
                  to="/products"
                  search={{ category: [category.slug] }}
                  className={buttonClass({ variant: "outline", size: "sm" })}
                >
                  {category.name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}
