import { cx } from "@ui/class-names.ts";

/** The first letter of somebody, for the eye alone. */
export function Avatar({ of, large = false }: { of: { name: string; email: string }; large?: boolean }) {
  return (
    <span
      aria-hidden
      className={cx(
        "bg-accent text-accent-ink grid shrink-0 place-items-center rounded-full font-semibold uppercase",
        large ? "size-14 text-xl" : "size-10",
      )}
    >
      {Array.from(of.name || of.email)[0]}
    </span>
  );
}
