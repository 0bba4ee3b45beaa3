import { type Locale, LOCALES, switchLocale, useLocale, useUiText } from "./i18n.ts";
import { setTheme, type Theme, useTheme } from "./theme.ts";

const LANGUAGES: Record<Locale, string> = { en: "English", de: "Deutsch" };
const SELECT = "select h-10 rounded-full border border-edge bg-surface pr-9 pl-4 text-sm hover:border-ink";

/** The names of the languages, each in itself. */
export const languageName = (locale: Locale) => LANGUAGES[locale];

/** The visitor's language and colours, kept in cookies. */
export function Preferences() {
  const t = useUiText();
  const locale = useLocale();
  const { theme } = useTheme();
  return (
    <div className="flex flex-wrap items-start gap-3 lg:flex-col">
      <select
        className={SELECT}
        aria-label={t("footer.language")}
        value={locale}
        onChange={(event) => void switchLocale(event.target.value as Locale)}
      >
        {LOCALES.map((one) => (
          <option key={one} value={one} lang={one}>
            {LANGUAGES[one]}
          </option>
        ))}
      </select>
      <select
        className={SELECT}
        aria-label={t("footer.theme")}
        value={theme}
        onChange={(event) => setTheme(event.target.value as Theme)}
      >
        <option value="system">{t("theme.system")}</option>
        <option value="light">{t("theme.light")}</option>
        <option value="dark">{t("theme.dark")}</option>
      </select>
    </div>
  );
}
