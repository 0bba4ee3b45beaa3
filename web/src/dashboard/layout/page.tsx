import { usePageTitle } from "@ui/page-title.ts";
import { Link, type LinkProps } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../text.ts";

/** A page above this one, on the way here. */
export type Step = Pick<LinkProps, "to" | "params" | "search"> & { label: string };

type Props = {
  title: string;
  lead?: ReactNode;
  /** The pages above it, the first on top; a page of the menu has none. */
  trail?: readonly Step[];
  /** Buttons beside its name. */
  actions?: ReactNode;
  children: ReactNode;
};

/** A page of the dashboard: where it is, its name, what it is for, and its content. */
export function Page({ title, lead, trail, actions, children }: Props) {
  usePageTitle(title);
  return (
    <>
      {trail && <Trail steps={trail} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold break-words md:text-3xl">{title}</h1>
          {lead && <div className="text-muted mt-2 max-w-prose">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-5">{children}</div>
    </>
  );
}

function Trail({ steps }: { steps: readonly Step[] }) {
  const t = useText();
  return (
    <nav aria-label={t("nav.trail")} className="mb-2">
      <ol className="text-muted flex flex-wrap items-center gap-1 text-sm">
        {steps.map(({ label, ...way }) => (
          <li key={label} className="flex min-w-0 items-center gap-1">
            <Link {...way} className="hover:text-ink truncate py-1 underline-offset-4 hover:underline">
              {label}
            </Link>
            <ChevronRight size={14} aria-hidden className="shrink-0" />
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** A part of a page, on paper of its own; `action` stands beside its name. */
export function Panel({
  title,
  lead,
  action,
  children,
}: {
  title: string;
  lead?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-line bg-surface min-w-0 rounded-3xl border p-5 sm:p-6">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 className="text-lg font-semibold">{title}</h2>
          {lead && <div className="text-muted mt-1 max-w-prose text-sm">{lead}</div>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** The look of a link in running text. */
export const TEXT_LINK = "text-accent font-medium underline-offset-4 hover:underline";
