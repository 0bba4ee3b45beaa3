import type { ReactNode } from "react";
import "./print-sheet.css";

/** A page of paper on the screen; printing prints it alone. */
export function PrintSheet({ label, children }: { label: string; children: ReactNode }) {
  return (
    <article
      aria-label={label}
      className="print-sheet border-line mx-auto w-full max-w-3xl rounded-3xl border p-6 sm:p-10"
    >
      {children}
    </article>
  );
}
