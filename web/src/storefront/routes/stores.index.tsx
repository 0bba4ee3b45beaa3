import { queryClient } from "@api/client.ts";
import { usePageTitle } from "@ui/page-title.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { ListLinks } from "../catalog/list-links.tsx";
import { storesQuery } from "../catalog/queries.ts";
import { StoreCard } from "../catalog/store-card.tsx";
import { useText } from "../text.ts";

const queryOf = (cursor: string | undefined) => storesQuery(cursor ? { cursor } : {});

export const Route = createFileRoute("/stores/")({
  validateSearch: (raw: Record<string, unknown>): { cursor?: string } =>
    typeof raw.cursor === "string" && raw.cursor ? { cursor: raw.cursor } : {},
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => queryClient.ensureQueryData(queryOf(deps.cursor)),
  component: Stores,
});

function Stores() {
  const t = useText();
  const { cursor } = Route.useSearch();
  const page = useSuspenseQuery(queryOf(cursor)).data;
  usePageTitle(t("stores.title"));
  return (
    <div className="page py-8 md:py-10">
      <h1 className="text-3xl font-semibold md:text-4xl">{t("stores.title")}</h1>
      <p className="text-muted mt-3 mb-8 max-w-xl text-lg">{t("stores.lead")}</p>
      <ul className="grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
        {page.items.map((store) => (
          <li key={store.id}>
            <StoreCard store={store} heading="h2" />
          </li>
        ))}
      </ul>
      <ListLinks cursor={cursor} nextCursor={page.nextCursor} />
    </div>
  );
}
