import { usePageTitle } from "@ui/page-title.ts";
import type { ReactNode } from "react";

/** A page of the dashboard: its name, what it is for, and its content. */
export function Page({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  usePageTitle(title);
  return (
    <>
      <h1 className="text-2xl font-semibold break-words md:text-3xl">{title}</h1>
      {lead && <div className="text-muted mt-2 max-w-prose">{lead}</div>}
      <div className="mt-6 grid gap-5">{children}</div>
    </>
  );
}

/** A part of a page, on paper of its own; `action` stands beside its name. */
export function Panel({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-line bg-surface min-w-0 rounded-3xl border p-5 sm:p-6">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="text-lg font-semibold">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

/** The look of a link in running text. */
export const TEXT_LINK = "text-accent font-medium underline-offset-4 hover:underline";
