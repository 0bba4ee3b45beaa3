import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";

/** A titled part of the home page with a link to all of it. */
export function Section({ title, link, children }: { title: string; link: ReactNode; children: ReactNode }) {
  return (
    <section className="page mt-16 md:mt-20">
      <div className="mb-6 flex items-baseline justify-between gap-4">
        <h2 className="text-2xl font-semibold md:text-3xl">{title}</h2>
        <span className="text-accent inline-flex shrink-0 items-center gap-1.5 text-sm font-medium underline-offset-4 hover:underline">
          {link}
          <ArrowRight size={16} aria-hidden />
        </span>
      </div>
      {children}
    </section>
  );
}
