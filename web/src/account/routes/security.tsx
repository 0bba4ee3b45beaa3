import { queryClient } from "@api/client.ts";
import {
  apiKeysQuery,
  identitiesQuery,
  passkeysQuery,
  providersQuery,
} from "../features/security/queries.ts";
import { ApiKeySection } from "../features/security/api-key-section.tsx";
import { EmailSection } from "../features/security/email-section.tsx";
import { IdentitySection } from "../features/security/identity-section.tsx";
import { PasskeySection } from "../features/security/passkey-section.tsx";
import { PasswordSection } from "../features/security/password-section.tsx";
import { TwoFactorSection } from "../features/security/two-factor-section.tsx";
import { SettingsPage } from "../layout/card.tsx";
import { useMe } from "@ui/session/me.ts";
import { useText } from "../text.ts";

/** What the page shows. */
export const loadSecurity = () =>
  Promise.all([
    queryClient.ensureQueryData(passkeysQuery()),
    queryClient.ensureQueryData(identitiesQuery()),
    queryClient.ensureQueryData(providersQuery()),
    queryClient.ensureQueryData(apiKeysQuery()),
  ]);

export function SecurityPage() {
  const t = useText();
  const me = useMe();
  return (
    <SettingsPage title={t("security.title")} lead={t("security.lead")}>
      <EmailSection me={me} />
      <PasswordSection me={me} />
      <TwoFactorSection me={me} />
      <PasskeySection />
      <IdentitySection />
      <ApiKeySection me={me} />
    </SettingsPage>
  );
}
