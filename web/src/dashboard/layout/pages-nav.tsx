import { buttonClass } from "@ui/button.tsx";
import { Link, useSearch } from "@tanstack/react-router";
import { useText } from "../text.ts";

/** The way through the pages of a list, whose address has the `cursor`; going back by one is the browser's. */
export function PagesNav({ next }: { next: string | null | undefined }) {
  const t = useText();
  const { cursor, ...first } = useSearch({ strict: false }) as { cursor?: string };
  if (!cursor && !next) return null;
  return (
    <nav aria-label={t("pages.nav")} className="flex justify-between gap-3">
      {cursor ? (
        <Link to="." search={first as never} className={buttonClass({ variant: "outline" })}>
          {t("pages.first")}
        </Link>
      ) : (
        <span />
      )}
      {next && (
        <Link
          to="."
          search={{ ...first, cursor: next } as never}
          className={buttonClass({ variant: "outline" })}
        >
          {t("pages.next")}
        </Link>
      )}
    </nav>
  );
}
