import type { ReactNode } from "react";
import { useUiText } from "./i18n.ts";
import { Logo } from "./logo.tsx";
import { Preferences } from "./preferences.tsx";

/** The look of a link in the footer. */
export const FOOTER_LINK = "inline-block py-1.5 text-muted underline-offset-4 hover:text-ink hover:underline";

/** Stands below every page; `links` are list items. */
export function FooterFrame({ links }: { links: ReactNode }) {
  const t = useUiText();
  return (
    <footer className="border-line bg-sunken/60 mt-24 border-t">
      <div className="page grid gap-10 py-12 sm:grid-cols-[1fr_auto] lg:grid-cols-[1fr_auto_auto]">
        <div>
          <Logo />
          <p className="text-muted mt-4 max-w-xs text-sm leading-relaxed">{t("footer.about")}</p>
        </div>
        <nav aria-label={t("footer.nav")} className="text-sm">
          <ul>{links}</ul>
        </nav>
        <Preferences />
      </div>
    </footer>
  );
}
