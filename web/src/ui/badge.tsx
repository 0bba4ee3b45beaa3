import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

const TONES = {
  neutral: "bg-sunken text-ink",
  accent: "bg-accent-soft text-accent",
  sale: "bg-clay text-clay-ink",
  low: "bg-gold-soft text-gold",
  danger: "bg-danger-soft text-danger",
  out: "bg-ink text-bg",
};

export type Tone = keyof typeof TONES;

export function Badge({
  tone = "neutral",
  className,
  children,
}: {
  tone?: Tone;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={cx(
        "inline-flex items-center rounded-full px-2.5 py-1 text-xs leading-none font-semibold",
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
