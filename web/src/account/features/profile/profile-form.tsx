import { bodyOf, client } from "@api/client.ts";
import type { Me } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { SelectField } from "@ui/field.tsx";
import { type Locale, LOCALES, switchLocale } from "@ui/i18n.ts";
import { languageName } from "@ui/preferences.tsx";
import { toast } from "@ui/toast.ts";
import { Field, Form } from "../../forms/form.tsx";
import { useForm } from "../../forms/use-form.ts";
import { setMe } from "@ui/session/me.ts";
import { text, useText } from "../../text.ts";

/** Name and language. The language is also that of the pages here. */
export function ProfileForm({ me }: { me: Me }) {
  const t = useText();
  const form = useForm({
    id: "profile",
    rules: { name: { label: "account.name", optional: true }, locale: { label: "profile.language" } },
    send: async ({ name, locale }) => {
      const changed = { name: name.trim(), locale: locale as Locale };
      setMe(await bodyOf(client.PATCH("/me", { body: changed })));
      if (changed.locale !== me.locale) await switchLocale(changed.locale);
      toast(text("profile.saved"));
    },
  });
  return (
    <Form form={form} className="grid max-w-lg gap-4">
      <Field form={form} name="name" autoComplete="name" maxLength={200} defaultValue={me.name} />
      <SelectField
        id="profile-locale"
        name="locale"
        label={t("profile.language")}
        error={form.errors.locale && t(form.errors.locale)}
        defaultValue={me.locale}
      >
        {LOCALES.map((one) => (
          <option key={one} value={one} lang={one}>
            {languageName(one)}
          </option>
        ))}
      </SelectField>
      <p className="text-muted -mt-2 text-sm">{t("profile.languageHint")}</p>
      <div>
        <Button type="submit" busy={form.busy}>
          {t("profile.save")}
        </Button>
      </div>
    </Form>
  );
}
