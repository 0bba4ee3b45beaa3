import type { ComponentProps, ReactNode } from "react";

/** A box to tick, with its words and, below them, what is wrong. */
export function Checkbox({
  id,
  children,
  error,
  hint,
  ...input
}: ComponentProps<"input"> & { id: string; children: ReactNode; error?: string | undefined; hint?: string }) {
  return (
    <div>
      <label htmlFor={id} className="flex items-start gap-3 py-1 text-sm">
        <input
          {...input}
          id={id}
          type="checkbox"
          className="accent-accent size-5 shrink-0"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : hint ? `${id}-hint` : undefined}
        />
        <span className="min-w-0 flex-1">{children}</span>
      </label>
      {hint && !error && (
        <p id={`${id}-hint`} className="text-muted pl-8 text-sm">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-danger pl-8 text-sm font-medium">
          {error}
        </p>
      )}
    </div>
  );
}
