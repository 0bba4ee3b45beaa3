import { usePageTitle } from "@ui/page-title.ts";
import type { ReactNode } from "react";

/** A page with one thing to do, in the middle: sign in, sign up, set a password. */
export function CardPage({
  title,
  lead,
  children,
  below,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  below?: ReactNode;
}) {
  usePageTitle(title);
  return (
    <div className="page max-w-lg py-8 md:py-14">
      <div className="border-line bg-surface rounded-3xl border p-6 sm:p-8">
        <h1 className="text-2xl font-semibold md:text-3xl">{title}</h1>
        {lead && <div className="text-muted mt-2">{lead}</div>}
        <div className="mt-6">{children}</div>
      </div>
      {below && <div className="text-muted mt-6 text-center text-sm">{below}</div>}
    </div>
  );
}

/** A page of the account: its name, what it is for, and its sections. */
export function SettingsPage({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: string;
  children: ReactNode;
}) {
  usePageTitle(title);
  return (
    <>
      <h1 className="text-2xl font-semibold md:text-3xl">{title}</h1>
      {lead && <p className="text-muted mt-2 max-w-prose">{lead}</p>}
      <div className="mt-6 grid gap-5">{children}</div>
    </>
  );
}

/** A part of a page of the account. `id` is where an address can lead to. */
export function Section({
  id,
  title,
  badge,
  lead,
  action,
  children,
}: {
  id?: string;
  title: string;
  badge?: ReactNode;
  lead?: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <section id={id} className="border-line bg-surface rounded-3xl border p-5 sm:p-6">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-56">
          <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold">
            {title}
            {badge}
          </h2>
          {lead && <div className="text-muted mt-1 text-sm">{lead}</div>}
        </div>
        {action}
      </div>
      {children && <div className="mt-5 grid gap-5 not-has-[>:not(:empty)]:hidden">{children}</div>}
    </section>
  );
}

/** The look of a link in running text. */
export const TEXT_LINK = "text-accent font-medium underline-offset-4 hover:underline";
