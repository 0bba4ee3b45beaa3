import type { Category } from "@api/types.ts";
import { Link } from "@tanstack/react-router";
import { useText } from "../../text.ts";

/** The top categories as a row of links, the fullest first. */
export function CategoryRow({ categories }: { categories: Category[] }) {
  const t = useText();
  const top = categories
    .filter((category) => !category.parentId)
    .toSorted((a, b) => (b.productCount ?? 0) - (a.productCount ?? 0))
    .slice(0, 12);
  if (top.length === 0) return null;
  return (
    <nav aria-label={t("home.categories")} className="border-line bg-surface border-y">
      <ul className="page flex [scrollbar-width:none] gap-2 overflow-x-auto py-4">
        {top.map((category) => (
          <li key={category.id} className="shrink-0">
            <Link
              to="/products"
              search={{ category: [category.slug] }}
              className="border-line hover:border-ink inline-flex h-10 items-center gap-2 rounded-full border px-4 text-sm font-medium"
            >
              {category.name}
              {category.productCount !== undefined && (
                <span className="num text-muted text-xs">{category.productCount}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
