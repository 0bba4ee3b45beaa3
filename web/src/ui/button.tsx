import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";

const BASE =
  "inline-flex shrink-0 select-none items-center justify-center gap-2 rounded-full font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55";
const VARIANTS = {
  primary: "bg-accent text-accent-ink hover:brightness-110",
  outline: "border border-edge/60 bg-surface hover:border-ink",
  soft: "bg-sunken hover:bg-line",
  ghost: "hover:bg-sunken",
  danger: "border border-danger/40 text-danger hover:bg-danger-soft",
};
const SIZES = {
  sm: "h-9 px-4 text-sm",
  md: "h-11 px-5 text-sm",
  lg: "h-13 px-7 text-base",
  icon: "size-11",
};

type Look = { variant?: keyof typeof VARIANTS; size?: keyof typeof SIZES };

/** The look of a button, for links that act as one. */
export const buttonClass = ({ variant = "primary", size = "md" }: Look = {}, more?: string) =>
  cx(BASE, VARIANTS[variant], SIZES[size], more);

/** A button; `busy` keeps it focusable, says so to assistive technology and ignores clicks. */
export function Button({
  variant,
  size,
  busy = false,
  className,
  onClick,
  children,
  ...rest
}: ComponentProps<"button"> & Look & { busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={buttonClass({ ...(variant && { variant }), ...(size && { size }) }, className)}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

export function Spinner() {
  return (
    <span
      aria-hidden
      className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent motion-reduce:animate-none"
    />
  );
}
