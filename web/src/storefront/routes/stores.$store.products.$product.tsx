import { queryClient } from "@api/client.ts";
import { isNotFound } from "@api/problem.ts";
import type { Variant } from "@api/types.ts";
import { usePageTitle } from "@ui/page-title.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, notFound } from "@tanstack/react-router";
import { setCartOpen } from "../cart/drawer-state.ts";
import { addToCart } from "../cart/use-cart.ts";
import { usePageView } from "../catalog/page-view.ts";
import { productQuery, storeQuery } from "../catalog/queries.ts";
import { MoreFromStore, moreQuery } from "../features/product/more-from-store.tsx";
import { newLine } from "../features/product/new-line.ts";
import { ProductSkeleton } from "../features/product/product-skeleton.tsx";
import { Related } from "../features/product/related.tsx";
import { ProductView } from "../features/product/product-view.tsx";
import { loadStoreText } from "../store-text.ts";

/** `choice` holds one value per option, in the options' order. */
function parseChoice(raw: Record<string, unknown>): { choice?: string[] } {
  const values = (Array.isArray(raw.choice) ? raw.choice : [raw.choice]).filter(
    (value) => typeof value === "string",
  );
  return values.length > 0 ? { choice: values } : {};
}

export const Route = createFileRoute("/stores/$store/products/$product")({
  validateSearch: parseChoice,
  loader: async ({ params }) => {
    void queryClient.prefetchQuery(moreQuery(params.store));
    await Promise.all([
      loadStoreText(),
      queryClient.ensureQueryData(productQuery(params.store, params.product)),
      queryClient.ensureQueryData(storeQuery(params.store)),
    ]).catch((error: unknown) => {
      throw isNotFound(error) ? notFound() : error;
    });
  },
  component: ProductPage,
  pendingComponent: ProductSkeleton,
});

function ProductPage() {
  const params = Route.useParams();
  const { choice } = Route.useSearch();
  const navigate = Route.useNavigate();
  const product = useSuspenseQuery(productQuery(params.store, params.product)).data;
  const store = useSuspenseQuery(storeQuery(params.store)).data;
  usePageTitle(`${product.seoTitle ?? product.name} · ${product.storeName}`);
  usePageView(product.storeId, product.id);
  const add = async (variant: Variant, quantity: number) => {
    setCartOpen(true);
    const added = await addToCart(newLine(product, variant), quantity);
    // The stock that is shown changes with what was bought elsewhere.
    if (!added) await queryClient.invalidateQueries(productQuery(params.store, params.product));
  };
  return (
    <>
      <ProductView
        key={product.id}
        product={product}
        store={store}
        wanted={choice}
        onChoose={(next) => void navigate({ search: { choice: next }, replace: true, resetScroll: false })}
        onAdd={(variant, quantity) => void add(variant, quantity)}
      />
      <Related products={product.related} />
      <MoreFromStore store={params.store} name={product.storeName} except={product.id} />
    </>
  );
}
