import { queryClient } from "@api/client.ts";
import type { Image, StoreProfile } from "@api/types.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { PictureSpot } from "../features/images/picture-spot.tsx";
import type { Spot } from "../features/images/queries.ts";
import { StorePictures } from "../features/images/store-pictures.tsx";
import { Page, Panel } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/images.ts";
import { storePageQuery } from "./images-queries.ts";

export function ImagesPage() {
  const t = useText();
  const { id, slug } = useStore();
  const query = storePageQuery(slug);
  const store = useSuspenseQuery(query).data;
  const change = (spot: Spot) => (image: Image | undefined) =>
    queryClient.setQueryData(query.queryKey, (before: StoreProfile | undefined) => {
      if (!before) return before;
      const { [spot]: _, ...rest } = before;
      return image ? { ...rest, [spot]: image } : rest;
    });
  return (
    <Page title={t("images.title")} lead={t("images.lead")}>
      <Panel title={t("images.logo")} lead={t("images.logoLead")}>
        <PictureSpot storeId={id} spot="logo" image={store.logo} onChange={change("logo")} />
      </Panel>
      <Panel title={t("images.banner")} lead={t("images.bannerLead")}>
        <PictureSpot storeId={id} spot="banner" image={store.banner} onChange={change("banner")} />
      </Panel>
      <Panel title={t("images.library")} lead={t("images.libraryLead")}>
        <StorePictures storeId={id} />
      </Panel>
    </Page>
  );
}
