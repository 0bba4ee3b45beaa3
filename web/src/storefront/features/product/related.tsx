import type { ProductSummary } from "@api/types.ts";
import { ProductGrid } from "../../catalog/product-grid.tsx";
import { useText } from "../../store-text.ts";

/** What the store wants shown beside the product, else others of its category. */
export function Related({ products }: { products: ProductSummary[] }) {
  const t = useText();
  if (products.length === 0) return null;
  return (
    <section className="page mt-20">
      <h2 className="mb-6 text-2xl font-semibold">{t("product.related")}</h2>
      <ProductGrid products={products} />
    </section>
  );
}
