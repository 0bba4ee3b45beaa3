import { Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useUiText } from "./i18n.ts";
import { setTheme, useTheme } from "./theme.ts";

/** The look of a link of the main menu. */
export const NAV_LINK =
  "rounded-full px-2 py-2.5 sm:px-3 text-sm font-medium hover:bg-sunken aria-[current=page]:text-accent";

/** The look of a round button that is a picture alone. */
export const ICON_BUTTON = "relative grid size-11 place-items-center rounded-full hover:bg-sunken";

/** Jumps over what stands on every page. The first thing in it. */
export function SkipLink() {
  const t = useUiText();
  return (
    <a
      href="#main"
      className="focus:bg-accent focus:text-accent-ink sr-only focus:not-sr-only focus:absolute focus:z-40 focus:m-3 focus:rounded-full focus:px-5 focus:py-3"
    >
      {t("nav.skip")}
    </a>
  );
}

type Props = { home: ReactNode; nav: ReactNode; search: ReactNode; actions: ReactNode };

/** Stands on top of every page: the way home, the main menu, the search and buttons. */
export function HeaderFrame({ home, nav, search, actions }: Props) {
  const t = useUiText();
  return (
    <header className="border-line bg-bg relative z-30 border-b md:sticky md:top-0">
      <div className="page flex flex-wrap items-center gap-x-2 gap-y-2 py-2.5 md:flex-nowrap md:gap-x-4">
        {home}
        <nav aria-label={t("nav.main")} className="flex items-center">
          {nav}
        </nav>
        <div className="order-last w-full md:order-none md:mx-auto md:max-w-lg md:flex-1">{search}</div>
        <div className="-mr-2 flex items-center sm:max-md:ml-auto">
          <ThemeButton />
          {actions}
        </div>
      </div>
    </header>
  );
}

function ThemeButton() {
  const t = useUiText();
  const { isDark } = useTheme();
  return (
    <button
      type="button"
      className={`${ICON_BUTTON} max-sm:hidden`}
      aria-label={t(isDark ? "theme.toLight" : "theme.toDark")}
      onClick={() => setTheme(isDark ? "light" : "dark")}
    >
      {isDark ? <Sun size={20} aria-hidden /> : <Moon size={20} aria-hidden />}
    </button>
  );
}
