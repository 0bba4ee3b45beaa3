import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

type Props = {
  icon?: ReactNode;
  title: string;
  text?: ReactNode;
  actions?: ReactNode;
  level?: 1 | 2;
  className?: string;
};

/** What stands where there is nothing to show: why, and what to do next. */
export function MessagePage({ icon, title, text, actions, level = 2, className }: Props) {
  const Heading = `h${level}` as const;
  return (
    <div className={cx("mx-auto flex max-w-md flex-col items-center px-4 py-16 text-center", className)}>
      {icon && (
        <div
          aria-hidden
          className="bg-accent-soft text-accent mb-5 grid size-16 place-items-center rounded-full"
        >
          {icon}
        </div>
      )}
      <Heading className="text-xl font-semibold">{title}</Heading>
      {text && <div className="text-muted mt-2">{text}</div>}
      {actions && <div className="mt-6 flex flex-wrap justify-center gap-3">{actions}</div>}
    </div>
  );
}
