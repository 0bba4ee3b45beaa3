import { useEffect } from "react";

/** Names the page in the browser's tab; the server wrote the same title into the first page. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = title === "Rialto" ? title : `${title} · Rialto`;
  }, [title]);
}
