import type { ProductSummary } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { Skeleton } from "@ui/skeleton.tsx";
import { ProductCard } from "./product-card.tsx";

const COLUMNS = {
  /** Beside filters. */
  three: "grid-cols-2 md:grid-cols-3",
  /** Over the whole width. */
  four: "grid-cols-2 md:grid-cols-3 lg:grid-cols-4",
};
const SIZES = {
  three: "(min-width: 64rem) 18rem, (min-width: 48rem) 30vw, 45vw",
  four: "(min-width: 80rem) 18rem, (min-width: 64rem) 23vw, (min-width: 48rem) 30vw, 45vw",
};
const GAPS = "grid gap-x-4 gap-y-8 sm:gap-x-6 sm:gap-y-10";

type Props = {
  products: ProductSummary[];
  columns?: keyof typeof COLUMNS;
  eager?: number;
  heading?: "h2" | "h3";
};

/** Products as cards. The pictures of the first `eager` ones are loaded at once. */
export function ProductGrid({ products, columns = "four", eager = 0, heading = "h3" }: Props) {
  return (
    <ul className={cx(GAPS, COLUMNS[columns])}>
      {products.map((product, index) => (
        <li key={product.id}>
          <ProductCard product={product} sizes={SIZES[columns]} eager={index < eager} heading={heading} />
        </li>
      ))}
    </ul>
  );
}

export function ProductGridSkeleton({
  count,
  columns = "four",
}: {
  count: number;
  columns?: keyof typeof COLUMNS;
}) {
  return (
    <div aria-hidden className={cx(GAPS, COLUMNS[columns])}>
      {Array.from({ length: count }, (_, index) => (
        <div key={index}>
          <Skeleton className="aspect-square rounded-2xl" />
          <Skeleton className="mt-3 h-4 w-4/5" />
          <Skeleton className="mt-2 h-4 w-2/5" />
        </div>
      ))}
    </div>
  );
}
