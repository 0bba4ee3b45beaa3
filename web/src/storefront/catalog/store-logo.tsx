import type { Store } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { Picture } from "@ui/picture.tsx";

/** A store's logo, or the first letter of its name. */
export function StoreLogo({ store, className }: { store: Pick<Store, "name" | "logo">; className?: string }) {
  if (store.logo) {
    return (
      <Picture image={store.logo} sizes="6rem" alt="" className={cx("rounded-2xl object-cover", className)} />
    );
  }
  return (
    <span
      aria-hidden
      className={cx(
        "grid place-items-center rounded-2xl bg-accent-soft text-2xl font-semibold text-accent",
        className,
      )}
    >
      {store.name.slice(0, 1).toUpperCase()}
    </span>
  );
}
