import { cx } from "@ui/class-names.ts";
import { toast } from "@ui/toast.ts";
import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp } from "lucide-react";
import { problemText } from "../../layout/problem-text.ts";
import { useText } from "../../texts/categories.ts";
import { moveCategory } from "./queries.ts";
import type { Branch } from "./tree.ts";

const STEP = "hover:bg-sunken grid size-9 shrink-0 place-items-center rounded-full disabled:opacity-30";

const move = (one: Branch, place: number) =>
  void moveCategory(one.id, one.parentId, place).catch((error: unknown) =>
    toast(problemText(error), { tone: "error" }),
  );

/** All categories as an indented list; one can be opened, and moved among its siblings. */
export function CategoryTree({ all, open }: { all: readonly Branch[]; open: string | undefined }) {
  const t = useText();
  return (
    <ul className="-mx-2 grid gap-0.5">
      {all.map((one) => (
        <li key={one.id} className="flex items-center" data-depth={Math.min(one.depth, 7)}>
          {Array.from({ length: one.depth }, (_, step) => (
            <span key={step} aria-hidden className="border-line ml-4 self-stretch border-l" />
          ))}
          <Link
            to="/dashboard/categories"
            search={{ category: one.id }}
            resetScroll={false}
            aria-current={one.id === open ? "true" : undefined}
            className={cx(
              "flex min-h-10 min-w-0 flex-1 items-center gap-2 rounded-xl px-3 py-1 text-sm",
              one.id === open ? "bg-accent-soft text-accent font-semibold" : "hover:bg-sunken",
            )}
          >
            <span className="min-w-0 break-words">{one.name}</span>
            <span className="text-muted num ml-auto shrink-0 text-xs font-normal">
              {t("categories.products", { count: one.productCount })}
            </span>
          </Link>
          <button
            type="button"
            className={STEP}
            disabled={one.place === 0}
            aria-label={t("categories.up", { name: one.name })}
            onClick={() => move(one, one.place - 1)}
          >
            <ArrowUp size={15} aria-hidden />
          </button>
          <button
            type="button"
            className={STEP}
            disabled={one.place === one.siblings - 1}
            aria-label={t("categories.down", { name: one.name })}
            onClick={() => move(one, one.place + 1)}
          >
            <ArrowDown size={15} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
