import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

/** After a navigation to another path: moves the focus to the page's main part and says its title. */
export function PageAnnouncer() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const first = useRef<string | undefined>(undefined);
  const [title, setTitle] = useState("");
  useEffect(() => {
    if (path === undefined) return;
    const before = first.current;
    first.current = path;
    if (before === undefined || before === path) return;
    // The page's own effects set the title first; they ran before this one or run with its data.
    const timer = setTimeout(() => {
      // Who is quicker and writes already is left alone.
      if (!document.activeElement?.matches("input, textarea, select"))
        document.getElementById("main")?.focus({ preventScroll: true });
      setTitle(document.title);
    }, 50);
    return () => clearTimeout(timer);
  }, [path]);
  return (
    <p aria-live="polite" className="sr-only">
      {title}
    </p>
  );
}
