import { usePageTitle } from "@ui/page-title.ts";
import { MailCheck } from "lucide-react";
import type { ReactNode } from "react";

/** What stands where a form was: a mail is on its way. It is told when it appears. */
export function MailSent({ title, children }: { title: string; children: ReactNode }) {
  usePageTitle(title);
  return (
    <div className="page max-w-lg py-8 md:py-14">
      <div
        role="status"
        className="border-line bg-surface flex flex-col items-center rounded-3xl border p-6 text-center sm:p-8"
      >
        <span
          aria-hidden
          className="bg-accent-soft text-accent mb-5 grid size-16 place-items-center rounded-full"
        >
          <MailCheck size={28} />
        </span>
        <h1 className="text-2xl font-semibold">{title}</h1>
        <div className="text-muted mt-2 grid gap-3">{children}</div>
      </div>
    </div>
  );
}
