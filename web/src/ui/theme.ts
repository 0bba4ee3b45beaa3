import { useSyncExternalStore } from "react";
import { readCookie, writeCookie } from "./cookies.ts";

export type Theme = "system" | "light" | "dark";

const listeners = new Set<() => void>();

/** The visitor's choice. The server writes the same cookie into `data-theme`, so nothing flashes. */
export function theme(): Theme {
  const chosen = readCookie("theme");
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** Changes the theme at once and for later visits; `system` forgets the choice. */
export function setTheme(choice: Theme): void {
  writeCookie("theme", choice === "system" ? null : choice);
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  for (const listener of listeners) listener();
}

/** Applies the cookie where the page came from a server that does not read it (the development server). */
export function startTheme(): void {
  const choice = theme();
  if (choice !== "system") document.documentElement.dataset.theme = choice;
}

const dark = () => matchMedia("(prefers-color-scheme: dark)");

function subscribe(listener: () => void) {
  listeners.add(listener);
  const media = dark();
  media.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener("change", listener);
  };
}

export function useTheme(): { theme: Theme; isDark: boolean } {
  const choice = useSyncExternalStore(subscribe, theme);
  const system = useSyncExternalStore(subscribe, () => dark().matches);
  return { theme: choice, isDark: choice === "dark" || (choice === "system" && system) };
}
