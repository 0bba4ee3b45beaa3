import { useSuspenseQuery } from "@tanstack/react-query";
import { PayoutForm } from "../features/stores/payout-form.tsx";
import { payoutQuery } from "../features/stores/queries.ts";
import { SettingsNav } from "../features/stores/settings-nav.tsx";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/stores.ts";

export function StorePayoutPage() {
  const t = useText();
  const store = useStore();
  const account = useSuspenseQuery(payoutQuery(store.id)).data;
  return (
    <Page title={t("stores.payout")} lead={t("stores.settingsLead", { name: store.name })}>
      <SettingsNav store={store} />
      <PayoutForm storeId={store.id} account={account} />
    </Page>
  );
}
