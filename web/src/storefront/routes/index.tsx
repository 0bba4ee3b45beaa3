import { queryClient } from "@api/client.ts";
import { usePageTitle } from "@ui/page-title.ts";
import { Skeleton } from "@ui/skeleton.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { ProductGrid, ProductGridSkeleton } from "../catalog/product-grid.tsx";
import { StoreCard } from "../catalog/store-card.tsx";
import { CategoryRow } from "../features/home/category-row.tsx";
import { Hero } from "../features/home/hero.tsx";
import { Promises } from "../features/home/promises.tsx";
import { homeQueries } from "../features/home/queries.ts";
import { Section } from "../features/home/section.tsx";
import { useText } from "../text.ts";

export const Route = createFileRoute("/")({
  loader: () =>
    Promise.all([
      queryClient.ensureQueryData(homeQueries.products),
      queryClient.ensureQueryData(homeQueries.stores),
      queryClient.ensureQueryData(homeQueries.categories),
    ]),
  component: Home,
  pendingComponent: HomeSkeleton,
});

function Home() {
  const t = useText();
  const products = useSuspenseQuery(homeQueries.products).data.items;
  const stores = useSuspenseQuery(homeQueries.stores).data.items;
  const categories = useSuspenseQuery(homeQueries.categories).data.items;
  usePageTitle("Rialto");
  return (
    <>
      <Hero products={products.slice(0, 4)} />
      <CategoryRow categories={categories} />
      <Section title={t("home.new")} link={<Link to="/products">{t("home.allProducts")}</Link>}>
        <ProductGrid products={products.slice(4, 12)} />
      </Section>
      <Promises />
      <Section title={t("home.stores")} link={<Link to="/stores">{t("home.allStores")}</Link>}>
        <ul className="grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
          {stores.map((store) => (
            <li key={store.id}>
              <StoreCard store={store} />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function HomeSkeleton() {
  return (
    <div className="page py-10">
      <Skeleton className="mb-12 h-80 rounded-3xl" />
      <ProductGridSkeleton count={8} />
    </div>
  );
}
