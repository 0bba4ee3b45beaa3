import { queryClient } from "@api/client.ts";
import { consentsQuery, exportsQuery } from "../features/privacy/queries.ts";
import { ConsentSection } from "../features/privacy/consent-section.tsx";
import { EraseSection } from "../features/privacy/erase-section.tsx";
import { ExportSection } from "../features/privacy/export-section.tsx";
import { SettingsPage } from "../layout/card.tsx";
import { useMe } from "@ui/session/me.ts";
import { useText } from "../text.ts";

/** What the page shows. */
export const loadPrivacy = () =>
  Promise.all([queryClient.ensureQueryData(consentsQuery()), queryClient.ensureQueryData(exportsQuery())]);

export function PrivacyPage() {
  const t = useText();
  const me = useMe();
  return (
    <SettingsPage title={t("privacy.title")} lead={t("privacy.lead")}>
      <ConsentSection />
      <ExportSection />
      <EraseSection me={me} />
    </SettingsPage>
  );
}
