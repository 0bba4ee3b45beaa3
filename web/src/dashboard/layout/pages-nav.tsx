import { buttonClass } from "@ui/button.tsx";
import { Link } from "@tanstack/react-router";
import { useText } from "../text.ts";

type Props = {
  to: "/dashboard/users" | "/dashboard/audit-log";
  /** What the address of the list says besides the page. */
  search: { cursor?: string };
  next: string | null;
};

/** The way through the pages of a list; going back by one is the browser's. */
export function PagesNav({ to, search, next }: Props) {
  const t = useText();
  const { cursor, ...first } = search;
  if (!cursor && !next) return null;
  return (
    <nav aria-label={t("pages.nav")} className="flex justify-between gap-3">
      {cursor ? (
        <Link to={to} search={first} className={buttonClass({ variant: "outline" })}>
          {t("pages.first")}
        </Link>
      ) : (
        <span />
      )}
      {next && (
        <Link to={to} search={{ ...first, cursor: next }} className={buttonClass({ variant: "outline" })}>
          {t("pages.next")}
        </Link>
      )}
    </nav>
  );
}
