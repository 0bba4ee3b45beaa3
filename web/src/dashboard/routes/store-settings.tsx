import { useSuspenseQuery } from "@tanstack/react-query";
import { ProfileForm } from "../features/stores/profile-form.tsx";
import { profileQuery } from "../features/stores/queries.ts";
import { SettingsNav } from "../features/stores/settings-nav.tsx";
import { StateNote } from "../features/stores/state-note.tsx";
import { Page } from "../layout/page.tsx";
import { useStore } from "../session/my-stores.ts";
import { useText } from "../texts/stores.ts";

export function StoreSettingsPage() {
  const t = useText();
  const store = useStore();
  const profile = useSuspenseQuery(profileQuery(store.id)).data;
  return (
    <Page title={t("menu.settings")} lead={t("stores.settingsLead", { name: store.name })}>
      <SettingsNav store={store} />
      <StateNote status={profile.status} reason={profile.reason} />
      <ProfileForm profile={profile} />
    </Page>
  );
}
