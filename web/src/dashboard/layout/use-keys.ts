import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { NavItem } from "./navigation.ts";

/** How long after g the letter of a page may come. */
const PAUSE = 1500;

/** True where a letter is written and not a command. */
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable=true]") !== null;

type Keys = {
  pages: readonly NavItem[];
  /** The store's name in addresses, where one is at a store. */
  store: string | undefined;
  openPalette: () => void;
  openList: () => void;
};

/** The keys that work on every page: Ctrl K, ?, /, and g with a page's letter. None while a dialog is open. */
export function useKeys({ pages, store, openPalette, openList }: Keys): void {
  const navigate = useNavigate();
  const wentAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
      const withControl = event.ctrlKey || event.metaKey;
      if (withControl && event.key.toLowerCase() === "k") {
        event.preventDefault();
        return openPalette();
      }
      if (withControl || isTyping(event.target)) return;
      if (performance.now() - wentAt.current < PAUSE) {
        wentAt.current = Number.NEGATIVE_INFINITY;
        const page = pages.find((item) => item.key === event.key);
        if (page) {
          event.preventDefault();
          void navigate({ to: page.to, ...(store && { params: { store } }) } as never);
        }
        return;
      }
      if (event.key === "g") wentAt.current = performance.now();
      if (event.key === "?") {
        event.preventDefault();
        openList();
      }
      if (event.key === "/") {
        const search = document.querySelector<HTMLElement>("#main input[type=search]");
        if (!search) return;
        event.preventDefault();
        search.focus();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, pages, store, openPalette, openList]);
}
