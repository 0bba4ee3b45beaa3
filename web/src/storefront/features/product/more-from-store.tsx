import { useQuery } from "@tanstack/react-query";
import { ProductGrid } from "../../catalog/product-grid.tsx";
import { productsQuery } from "../../catalog/queries.ts";
import { useText } from "../../store-text.ts";

/** Four other products of the store; nothing when there are none, or while they are not known. */
export function MoreFromStore({ store, name, except }: { store: string; name: string; except: string }) {
  const t = useText();
  const { data } = useQuery(moreQuery(store));
  const others = data?.items.filter((product) => product.id !== except).slice(0, 4) ?? [];
  if (others.length === 0) return null;
  return (
    <section className="page mt-20">
      <h2 className="mb-6 text-2xl font-semibold">{t("product.more", { store: name })}</h2>
      <ProductGrid products={others} />
    </section>
  );
}

export const moreQuery = (store: string) => productsQuery({ store, inStock: true, limit: 5 });
