import { useSuspenseQuery } from "@tanstack/react-query";
import { HolidayForm } from "../features/stores/holiday-form.tsx";
import { profileQuery } from "../features/stores/queries.ts";
import { SettingsNav } from "../features/stores/settings-nav.tsx";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/stores.ts";

export function StoreHolidayPage() {
  const t = useText();
  const store = useStore();
  const profile = useSuspenseQuery(profileQuery(store.id)).data;
  return (
    <Page title={t("stores.holiday")} lead={t("stores.settingsLead", { name: store.name })}>
      <SettingsNav store={store} />
      <HolidayForm profile={profile} />
    </Page>
  );
}
