import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

/** A box that says what keeps something from being done. */
export function WarningBox({
  title,
  children,
  className = "mb-6",
}: {
  title: string;
  children?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cx("bg-danger-soft flex gap-3 rounded-2xl p-4 text-sm", className)}>
      <CircleAlert size={20} aria-hidden className="text-danger shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="text-danger font-semibold">{title}</p>
        {children}
      </div>
    </div>
  );
}
