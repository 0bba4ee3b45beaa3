import { Button } from "@ui/button.tsx";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../text.ts";

/** The rows that were ticked. With `all`, everything that the address's filter finds, of which `ids` are some. */
export type Selected = { ids: readonly string[]; all: boolean; count: number; clear: () => void };

/** How much is ticked, and what can be done to it; stays in sight at the bottom. */
export function SelectionBar({
  selected,
  total,
  canTakeAll,
  takeAll,
  children,
}: {
  selected: Selected;
  total: number | undefined;
  canTakeAll: boolean;
  takeAll: () => void;
  children: (selected: Selected) => ReactNode;
}) {
  const t = useText();
  return (
    <section
      aria-label={t("table.selection")}
      className="border-line bg-surface sticky bottom-4 z-20 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-3xl border px-5 py-3 shadow-lg"
    >
      <p className="num text-sm font-semibold" role="status">
        {t("table.selected", { count: selected.count })}
      </p>
      {canTakeAll && total !== undefined && (
        <Button variant="ghost" size="sm" onClick={takeAll}>
          {t("table.takeAll", { count: total })}
        </Button>
      )}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {children(selected)}
        <Button variant="ghost" size="sm" onClick={selected.clear}>
          <X size={16} aria-hidden />
          {t("table.clearSelection")}
        </Button>
      </div>
    </section>
  );
}
