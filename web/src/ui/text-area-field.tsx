import type { ComponentProps } from "react";
import { CONTROL, described, FieldFrame, type Frame } from "./field.tsx";
import { cx } from "./class-names.ts";

/** Labelled lines of text with their hint or their error. */
export function TextAreaField({
  label,
  error,
  hint,
  optional,
  className,
  ...input
}: ComponentProps<"textarea"> & Frame) {
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
      <textarea
        rows={4}
        {...input}
        className={cx(CONTROL, "h-auto py-3 leading-relaxed")}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(frame)}
      />
    </FieldFrame>
  );
}
