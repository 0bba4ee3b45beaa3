import { useSuspenseQuery } from "@tanstack/react-query";
import { FeaturedList } from "../features/stores/featured-list.tsx";
import { allStoresQuery, featuredQuery } from "../features/stores/queries.ts";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/stores.ts";

export function FeaturedStoresPage() {
  const t = useText();
  const featured = useSuspenseQuery(featuredQuery()).data.items;
  const open = useSuspenseQuery(allStoresQuery({ status: "active" }, 100)).data.items;
  return (
    <Page title={t("menu.featured")} lead={t("stores.featuredPage")}>
      <FeaturedList featured={featured} open={open} />
    </Page>
  );
}
