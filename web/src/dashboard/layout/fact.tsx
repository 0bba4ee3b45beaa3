import { cx } from "@ui/class-names.ts";
import type { ReactNode } from "react";

/** Facts about something, each with its name. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid gap-x-8 gap-y-4 text-sm sm:grid-cols-2">{children}</dl>;
}

type Props = {
  label: ReactNode;
  children: ReactNode;
  /** Has a line of its own, for what is long. */
  wide?: boolean;
};

export function Fact({ label, children, wide = false }: Props) {
  return (
    <div className={cx("min-w-0", wide && "sm:col-span-2")}>
      <dt className="text-muted">{label}</dt>
      <dd className="mt-0.5 break-words">{children}</dd>
    </div>
  );
}
