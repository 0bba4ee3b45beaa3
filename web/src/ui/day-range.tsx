import { useId } from "react";
import { useUiText } from "./i18n.ts";

export type Days = { from: string; to: string };

const INPUT =
  "border-edge bg-surface hover:border-ink h-10 rounded-xl border px-3 text-base aria-invalid:border-danger md:text-sm";

/** The first and the last day of something, written 2026-05-04; empty where it has no end. */
export function DayRange({ from, to, onChange }: Days & { onChange: (days: Days) => void }) {
  const t = useUiText();
  const id = useId();
  return (
    <div className="flex flex-wrap gap-3">
      <label className="grid gap-1 text-sm" htmlFor={`${id}-from`}>
        {t("days.from")}
        <input
          id={`${id}-from`}
          type="date"
          className={INPUT}
          value={from}
          max={to || undefined}
          onChange={(event) => onChange({ from: event.target.value, to })}
        />
      </label>
      <label className="grid gap-1 text-sm" htmlFor={`${id}-to`}>
        {t("days.to")}
        <input
          id={`${id}-to`}
          type="date"
          className={INPUT}
          value={to}
          min={from || undefined}
          onChange={(event) => onChange({ from, to: event.target.value })}
        />
      </label>
    </div>
  );
}
