import { cx } from "@ui/class-names.ts";
import { Link } from "@tanstack/react-router";
import { CircleCheck, PackageX, TriangleAlert } from "lucide-react";
import { useText } from "../../texts/inventory.ts";

/** What is low or sold out at the moment; each leads to its list. */
export function Shortages({ slug, low, out }: { slug: string; low: number; out: number }) {
  const t = useText();
  if (low + out === 0)
    return (
      <p className="text-muted flex items-center gap-2 text-sm">
        <CircleCheck size={18} aria-hidden className="text-accent" />
        {t("inventory.enough")}
      </p>
    );
  return (
    <section aria-label={t("inventory.shortages")}>
      <ul className="grid gap-3 sm:grid-cols-2 xl:max-w-3xl">
        {(
          [
            ["out", out, PackageX, "text-danger bg-danger-soft", "inventory.outNow"],
            ["low", low, TriangleAlert, "text-gold bg-gold-soft", "inventory.lowNow"],
          ] as const
        )
          .filter(([, count]) => count > 0)
          .map(([level, count, Icon, look, words]) => (
            <li
              key={level}
              className="border-line bg-surface hover:bg-sunken relative flex items-center gap-4 rounded-3xl border p-4"
            >
              <span aria-hidden className={cx("grid size-10 place-items-center rounded-full", look)}>
                <Icon size={20} />
              </span>
              <Link
                to="/dashboard/stores/$store/inventory"
                params={{ store: slug }}
                search={{ level }}
                className="num font-semibold after:absolute after:inset-0"
              >
                {t(words, { count })}
              </Link>
            </li>
          ))}
      </ul>
    </section>
  );
}
