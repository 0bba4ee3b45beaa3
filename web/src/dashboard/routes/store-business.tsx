import { useSuspenseQuery } from "@tanstack/react-query";
import { BusinessForm } from "../features/stores/business-form.tsx";
import { businessQuery } from "../features/stores/queries.ts";
import { SettingsNav } from "../features/stores/settings-nav.tsx";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/stores.ts";

export function StoreBusinessPage() {
  const t = useText();
  const store = useStore();
  const business = useSuspenseQuery(businessQuery(store.id)).data;
  return (
    <Page title={t("stores.business")} lead={t("stores.settingsLead", { name: store.name })}>
      <SettingsNav store={store} />
      <BusinessForm storeId={store.id} business={business} />
    </Page>
  );
}
