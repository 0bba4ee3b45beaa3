import { Minus, Plus } from "lucide-react";
import { useState } from "react";
import { useUiText } from "./i18n.ts";

type Props = {
  name: string;
  value: number;
  max: number;
  disabled?: boolean;
  onChange: (value: number) => void;
};

/** A stepper with a field to type into. A typed number is brought into 1…max when it is left or Enter is pressed. */
export function Quantity({ name, value, max, disabled = false, onChange }: Props) {
  const t = useUiText();
  const [typed, setTyped] = useState<string | null>(null);
  const limit = Math.max(1, Math.min(max, 999));
  const commit = () => {
    if (typed === null) return;
    const wanted = Number.parseInt(typed, 10);
    const next = Number.isNaN(wanted) ? value : Math.min(Math.max(wanted, 1), limit);
    setTyped(null);
    if (next !== value) onChange(next);
  };
  const step =
    "grid size-9 place-items-center rounded-full hover:bg-sunken disabled:opacity-40 disabled:hover:bg-transparent";
  return (
    <div className="border-edge/60 bg-surface inline-flex items-center rounded-full border">
      <button
        type="button"
        className={step}
        aria-label={t("ui.decrease", { name })}
        disabled={disabled || value <= 1}
        onClick={() => onChange(value - 1)}
      >
        <Minus size={15} aria-hidden />
      </button>
      <input
        className="num w-8 rounded bg-transparent text-center text-sm font-medium"
        inputMode="numeric"
        aria-label={t("ui.quantityOf", { name })}
        disabled={disabled}
        value={typed ?? value}
        onChange={(event) => setTyped(event.target.value.replaceAll(/\D/g, "").slice(0, 3))}
        onBlur={() => commit()}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          commit();
        }}
      />
      <button
        type="button"
        className={step}
        aria-label={t("ui.increase", { name })}
        disabled={disabled || value >= limit}
        onClick={() => onChange(value + 1)}
      >
        <Plus size={15} aria-hidden />
      </button>
    </div>
  );
}
