import type { ComponentProps } from "react";

/** A native checkbox that looks and speaks like a switch: what it turns on counts at once. */
export function Switch({ checked, ...input }: ComponentProps<"input"> & { checked: boolean }) {
  return (
    <input
      {...input}
      type="checkbox"
      role="switch"
      className="peer bg-edge before:bg-surface checked:bg-accent relative h-6 w-10 shrink-0 appearance-none rounded-full transition-colors before:absolute before:top-1 before:left-1 before:size-4 before:rounded-full before:transition-transform checked:before:translate-x-4"
      checked={checked}
      aria-checked={checked}
    />
  );
}
