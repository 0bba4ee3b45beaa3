import type { InventoryLevel } from "@api/types.ts";
import { ApiError } from "@api/problem.ts";
import { newUuid } from "@api/uuid.ts";
import { cx } from "@ui/class-names.ts";
import { toast } from "@ui/toast.ts";
import { Check, X } from "lucide-react";
import { useId, useRef, useState } from "react";
import { problemText } from "../../layout/problem-text.ts";
import { text, useText } from "../../texts/inventory.ts";
import { adjust, nameOf, refreshInventory } from "./queries.ts";
import { typedStock } from "./typed-stock.ts";

type Props = { storeId: string; row: InventoryLevel; mayChange: boolean };

/** A variant's stock; whoever may change it types a count, or +5 and -3, right there. */
export function StockCell({ storeId, row, mayChange }: Props) {
  const t = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  // One key for what was typed, so that pressing Enter again after a lost answer changes nothing twice.
  const key = useRef("");
  const name = nameOf(row);
  if (!mayChange) return row.quantityAvailable;

  const giveUp = () => {
    setTyped(undefined);
    setError(undefined);
    input.current?.focus();
  };
  const save = async () => {
    if (typed === undefined || busy) return;
    const change = typedStock(typed);
    if (!change) return setError(t("inventory.notANumber"));
    setBusy(true);
    setError(undefined);
    try {
      const moved = await adjust(storeId, row.variantId, change, key.current);
      setTyped(undefined);
      tellSaved(storeId, row.variantId, name, moved);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(problemText(failure, stockWords()));
      if (failure.status === 409) void refreshInventory();
    } finally {
      setBusy(false);
      input.current?.focus();
    }
  };
  const changed = typed !== undefined;
  return (
    <span className="relative z-1 inline-grid justify-items-end gap-1">
      <span className="relative inline-flex">
        {changed && (
          // Over the row, so that nothing moves while one types.
          <span className="bg-surface absolute top-0 right-full mr-1 flex gap-1 rounded-full">
            <button
              type="button"
              aria-label={t("inventory.giveUp")}
              onClick={giveUp}
              className="hover:bg-sunken text-muted grid size-9 place-items-center rounded-full"
            >
              <X size={16} aria-hidden />
            </button>
            <button
              type="button"
              aria-label={t("inventory.save", { name })}
              aria-disabled={busy || undefined}
              onClick={() => void save()}
              className="bg-accent text-accent-ink grid size-9 place-items-center rounded-full hover:brightness-110"
            >
              <Check size={16} aria-hidden />
            </button>
          </span>
        )}
        <input
          ref={input}
          // Not "numeric": phones would have no plus there.
          inputMode="text"
          autoComplete="off"
          aria-label={t("inventory.stockOf", { name })}
          aria-describedby={error ? `${id}-error` : "stock-hint"}
          aria-invalid={error ? true : undefined}
          value={typed ?? String(row.quantityAvailable)}
          onFocus={(event) => event.target.select()}
          onChange={(event) => {
            key.current = newUuid();
            setError(undefined);
            setTyped(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              void save();
            } else if (event.key === "Escape" && changed) {
              event.stopPropagation();
              giveUp();
            } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
              if (goTo(event.currentTarget, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
            }
          }}
          className={cx(
            "num border-edge/60 bg-surface hover:border-ink h-9 w-18 rounded-lg border px-2 text-right",
            "aria-invalid:border-danger focus-visible:outline-accent focus-visible:outline-2 focus-visible:-outline-offset-1",
          )}
        />
      </span>
      {error && (
        <span
          id={`${id}-error`}
          role="alert"
          className="text-danger max-w-52 text-right text-xs font-medium whitespace-normal"
        >
          {error}
        </span>
      )}
    </span>
  );
}

/** Moves to the stock of the variant above or below. */
function goTo(from: HTMLInputElement, step: number): boolean {
  const all = [...document.querySelectorAll<HTMLInputElement>("input[aria-describedby=stock-hint]")];
  const next = all[all.indexOf(from) + step];
  next?.focus();
  return !!next;
}

/** Says what was saved, and offers to take it back. */
export function tellSaved(
  storeId: string,
  variantId: string,
  name: string,
  moved: { delta: number; quantityAfter: number },
): void {
  const said = text("inventory.saved", {
    name,
    before: moved.quantityAfter - moved.delta,
    after: moved.quantityAfter,
  });
  if (moved.delta === 0) return toast(said);
  const undo = newUuid();
  toast(said, {
    action: {
      label: text("inventory.undo"),
      run: () =>
        void adjust(storeId, variantId, { delta: -moved.delta, reason: "correction" }, undo)
          .then(() => toast(text("inventory.undone")))
          .catch((failure: unknown) => toast(problemText(failure, stockWords()), { tone: "error" })),
    },
  });
}

/** What the API's codes mean where stock is changed. */
export const stockWords = () => ({
  stock_below_zero: text("inventory.belowZero"),
  variant_not_found: text("inventory.gone"),
});
