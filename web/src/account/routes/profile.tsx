import { buttonClass } from "@ui/button.tsx";
import { Link } from "@tanstack/react-router";
import { ProfileForm } from "../features/profile/profile-form.tsx";
import { Section, SettingsPage } from "../layout/card.tsx";
import { longDate } from "@ui/dates.ts";
import { useMe } from "@ui/session/me.ts";
import { useText } from "../text.ts";

export function ProfilePage() {
  const t = useText();
  const me = useMe();
  return (
    <SettingsPage title={t("profile.title")} lead={t("profile.lead")}>
      <Section title={t("profile.about")}>
        <ProfileForm key={me.id} me={me} />
      </Section>
      <Section
        title={t("account.email")}
        lead={<span className="break-all">{me.email}</span>}
        action={
          <Link
            to="/account/security"
            hash="email"
            className={buttonClass({ variant: "outline", size: "sm" })}
          >
            {t("account.change")}
          </Link>
        }
      />
      <p className="text-muted text-sm">{t("profile.since", { date: longDate(me.createdAt) })}</p>
    </SettingsPage>
  );
}
