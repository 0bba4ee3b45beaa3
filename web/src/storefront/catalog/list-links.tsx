import { buttonClass } from "@ui/button.tsx";
import { ArrowLeft, ArrowRight } from "lucide-react";
import { Link, useLocation } from "@tanstack/react-router";
import { useText } from "../text.ts";

declare module "@tanstack/history" {
  interface HistoryState {
    /** The cursors of the pages before this one, first page first; "" is the first page. */
    trail?: string[];
  }
}

const to = (target: string) => (current: Record<string, unknown>) => ({
  ...current,
  cursor: target || undefined,
});

type Props = { cursor: string | undefined; nextCursor: string | null };

/**
 * Links between the pages of a list; they keep the rest of the address. The way back is remembered in the
 * history entry; an address that was opened directly leads back to the first page.
 */
export function ListLinks({ cursor, nextCursor }: Props) {
  const t = useText();
  const trail = useLocation({ select: (location) => location.state.trail });
  const before = trail?.at(-1);
  if (!cursor && !nextCursor) return null;
  return (
    <nav
      aria-label={t("list.pages")}
      className="border-line mt-12 flex items-center justify-between gap-4 border-t pt-6"
    >
      {cursor ? (
        <Link
          to="."
          search={to(before ?? "")}
          state={{ trail: trail?.slice(0, -1) ?? [] }}
          rel="prev"
          className={buttonClass({ variant: "outline" })}
        >
          <ArrowLeft size={16} aria-hidden />
          {before === undefined ? t("list.first") : t("list.previous")}
        </Link>
      ) : (
        <span />
      )}
      {nextCursor ? (
        <Link
          to="."
          search={to(nextCursor)}
          state={{ trail: [...(trail ?? []), cursor ?? ""] }}
          rel="next"
          className={buttonClass({ variant: "outline" })}
        >
          {t("list.next")}
          <ArrowRight size={16} aria-hidden />
        </Link>
      ) : (
        <span />
      )}
    </nav>
  );
}
