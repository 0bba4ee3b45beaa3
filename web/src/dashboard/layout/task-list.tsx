import { Skeleton } from "@ui/skeleton.tsx";
import { Link, type LinkProps } from "@tanstack/react-router";
import { ChevronRight, CircleCheck, type LucideIcon } from "lucide-react";

/** Something to do, and where. */
export type Task = Pick<LinkProps, "to" | "params" | "search"> & {
  id: string;
  icon: LucideIcon;
  title: string;
  text: string;
  /** For what cannot wait. */
  urgent?: boolean;
};

type Props = {
  title: string;
  tasks: readonly Task[];
  /** True while it is not known yet what there is. */
  isLoading: boolean;
  /** What is said when there is nothing to do. */
  done: { title: string; text: string };
};

/** What there is to do, each with the way there. */
export function TaskList({ title, tasks, isLoading, done }: Props) {
  return (
    <section aria-label={title} className="grid gap-3">
      <h2 className="text-lg font-semibold">{title}</h2>
      {isLoading ? (
        <Skeleton className="h-20 w-full rounded-3xl" />
      ) : tasks.length === 0 ? (
        <p className="border-line bg-surface flex items-center gap-4 rounded-3xl border p-5 text-sm">
          <CircleCheck size={22} aria-hidden className="text-accent shrink-0" />
          <span>
            <strong className="block font-semibold">{done.title}</strong>
            <span className="text-muted">{done.text}</span>
          </span>
        </p>
      ) : (
        <ul className="grid gap-3 sm:grid-cols-2">
          {tasks.map(({ id, icon: Icon, title: name, text, urgent, ...way }) => (
            <li
              key={id}
              className="border-line bg-surface hover:bg-sunken relative flex items-center gap-4 rounded-3xl border p-5"
            >
              <span
                aria-hidden
                className={
                  urgent
                    ? "bg-gold-soft text-gold grid size-11 shrink-0 place-items-center rounded-full"
                    : "bg-accent-soft text-accent grid size-11 shrink-0 place-items-center rounded-full"
                }
              >
                <Icon size={20} />
              </span>
              <span className="min-w-0 flex-1 text-sm">
                <Link {...way} className="num text-base font-semibold after:absolute after:inset-0">
                  {name}
                </Link>
                <span className="text-muted block">{text}</span>
              </span>
              <ChevronRight size={18} aria-hidden className="text-muted shrink-0" />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
