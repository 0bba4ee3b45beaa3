import type { ReactNode } from "react";

type Item = { id: string; label: ReactNode; value: number; told: string };

/** The greatest of something, each with a bar: readable as the list it is. */
export function BarList({ items, label }: { items: readonly Item[]; label: string }) {
  const greatest = Math.max(1, ...items.map(({ value }) => value));
  return (
    <ol aria-label={label} className="grid gap-3 text-sm">
      {items.map((item) => (
        <li key={item.id}>
          <div className="flex items-baseline justify-between gap-4">
            <span className="min-w-0 truncate">{item.label}</span>
            <span className="num shrink-0 font-semibold">{item.told}</span>
          </div>
          <svg aria-hidden className="mt-1 h-1.5 w-full rounded-full" preserveAspectRatio="none">
            <rect width="100%" height="100%" className="fill-sunken" />
            <rect
              width={`${Math.max(0, (item.value / greatest) * 100)}%`}
              height="100%"
              className="fill-accent"
            />
          </svg>
        </li>
      ))}
    </ol>
  );
}
