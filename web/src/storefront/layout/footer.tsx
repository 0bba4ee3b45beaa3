import { Link } from "@tanstack/react-router";
import { type Locale, LOCALES, switchLocale, useLocale } from "@ui/i18n.ts";
import { setTheme, type Theme, useTheme } from "@ui/theme.ts";
import { useText } from "../text.ts";
import { Logo } from "./logo.tsx";

const LANGUAGES: Record<Locale, string> = { en: "English", de: "Deutsch" };
const SELECT = "select h-10 rounded-full border border-edge bg-surface pr-9 pl-4 text-sm hover:border-ink";
const LINK = "inline-block py-1.5 text-muted underline-offset-4 hover:text-ink hover:underline";

export function Footer() {
  const t = useText();
  return (
    <footer className="border-line bg-sunken/60 mt-24 border-t">
      <div className="page grid gap-10 py-12 sm:grid-cols-[1fr_auto] lg:grid-cols-[1fr_auto_auto]">
        <div>
          <Logo />
          <p className="text-muted mt-4 max-w-xs text-sm leading-relaxed">{t("footer.about")}</p>
        </div>
        <nav aria-label={t("footer.nav")} className="text-sm">
          <ul>
            <li>
              <Link to="/products" className={LINK}>
                {t("footer.products")}
              </Link>
            </li>
            <li>
              <Link to="/stores" className={LINK}>
                {t("footer.stores")}
              </Link>
            </li>
            <li>
              <Link to="/orders" className={LINK}>
                {t("footer.orders")}
              </Link>
            </li>
          </ul>
        </nav>
        <Preferences />
      </div>
    </footer>
  );
}

function Preferences() {
  const t = useText();
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
