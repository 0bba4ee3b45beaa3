import { useSuspenseQuery } from "@tanstack/react-query";
import { settingsQuery } from "../features/stores/queries.ts";
import { SettingsForm } from "../features/stores/settings-form.tsx";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/stores.ts";

export function MarketSettingsPage() {
  const t = useText();
  const settings = useSuspenseQuery(settingsQuery()).data;
  return (
    <Page title={t("menu.marketSettings")} lead={t("stores.marketSettingsLead")}>
      <SettingsForm settings={settings} />
    </Page>
  );
}
