import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names.ts";

export const CONTROL =
  "h-12 w-full rounded-xl border border-edge bg-surface pr-3.5 pl-3.5 text-base transition-colors placeholder:text-muted hover:border-ink focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent aria-invalid:border-danger";

export type Frame = {
  id: string;
  label: string;
  error?: string | undefined;
  hint?: string;
  optional?: string | undefined;
  className?: string;
};

export function FieldFrame({
  id,
  label,
  error,
  hint,
  optional,
  className,
  children,
}: Frame & { children: ReactNode }) {
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 flex items-baseline justify-between text-sm font-medium">
        {label}
        {optional && <span className="text-muted font-normal">{optional}</span>}
      </label>
      {children}
      {hint && !error && (
        <p id={`${id}-hint`} className="text-muted mt-1.5 text-sm">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-danger mt-1.5 text-sm font-medium">
          {error}
        </p>
      )}
    </div>
  );
}

export const described = ({ id, error, hint }: Frame) =>
  error ? `${id}-error` : hint ? `${id}-hint` : undefined;

/** A labelled input with its hint or its error; `after` stands inside of it, at its end. */
export function TextField({
  label,
  error,
  hint,
  optional,
  className,
  after,
  ...input
}: ComponentProps<"input"> & Frame & { after?: ReactNode }) {
  const frame = {
    id: input.id,
    label,
    error,
    optional,
    ...(hint && { hint }),
    ...(className && { className }),
  };
  return (
    <FieldFrame {...frame}>
      <div className="relative">
        <input
          type="text"
          {...input}
          className={cx(CONTROL, after !== undefined && "pr-12")}
          aria-invalid={error ? true : undefined}
          aria-describedby={described(frame)}
        />
        {after !== undefined && <div className="absolute top-0.5 right-0.5">{after}</div>}
      </div>
    </FieldFrame>
  );
}

/** A labelled native select with its hint or its error. */
export function SelectField({
  label,
  error,
  hint,
  optional,
  className,
  children,
  ...select
}: ComponentProps<"select"> & Frame) {
  const frame = {
    id: select.id,
    label,
    error,
    optional,
    ...(hint && { hint }),
    ...(className && { className }),
  };
  return (
    <FieldFrame {...frame}>
      <select
        {...select}
        className={cx(CONTROL, "select pr-10")}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(frame)}
      >
        {children}
      </select>
    </FieldFrame>
  );
}
