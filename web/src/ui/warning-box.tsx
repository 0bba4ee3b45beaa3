import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** A box that says what keeps something from being done. */
export function WarningBox({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="bg-danger-soft mb-6 flex gap-3 rounded-2xl p-4 text-sm">
      <CircleAlert size={20} aria-hidden className="text-danger shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="text-danger font-semibold">{title}</p>
        {children}
      </div>
    </div>
  );
}
