import { cx } from "@ui/class-names.ts";
import { intlLocale } from "@ui/i18n.ts";
import { ArrowDownRight, ArrowRight, ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../text.ts";

type Props = {
  label: string;
  /** The value in words. */
  value: ReactNode;
  /** The values themselves, of now and of the period before, for the change between them. */
  change?: { now: number; before: number } | undefined;
  /** True where less is better. */
  lessIsBetter?: boolean;
  hint?: string;
};

/** A figure with how it changed since the period before. */
export function KeyFigure({ label, value, change, lessIsBetter = false, hint }: Props) {
  return (
    <div className="border-line bg-surface min-w-0 rounded-3xl border p-5">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="num mt-1 text-2xl font-semibold break-words">{value}</dd>
      {change && (
        <dd className="mt-1 text-sm">
          <Change {...change} lessIsBetter={lessIsBetter} />
        </dd>
      )}
      {hint && <dd className="text-muted mt-1 text-sm">{hint}</dd>}
    </div>
  );
}

function Change({ now, before, lessIsBetter }: { now: number; before: number; lessIsBetter: boolean }) {
  const t = useText();
  if (before === 0) return <span className="text-muted">{t("chart.noBefore")}</span>;
  const share = (now - before) / Math.abs(before);
  const Icon = share > 0 ? ArrowUpRight : share < 0 ? ArrowDownRight : ArrowRight;
  const good = lessIsBetter ? share < 0 : share > 0;
  const told = new Intl.NumberFormat(intlLocale(), {
    style: "percent",
    maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0,
    signDisplay: "exceptZero",
  }).format(share);
  return (
    <span
      className={cx(
        "num inline-flex items-center gap-1",
        share === 0 ? "text-muted" : good ? "text-accent" : "text-danger",
      )}
    >
      <Icon size={16} aria-hidden />
      {t("chart.change", { change: told })}
    </span>
  );
}
