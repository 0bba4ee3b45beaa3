import type { MyStore } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { useMe } from "@ui/session/me.ts";
import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, Landmark, Store } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { isOperator } from "../session/guard.ts";
import { useMyStores } from "../session/my-stores.ts";
import { useText } from "../text.ts";

const PLACE =
  "flex min-h-11 min-w-0 items-center gap-3 rounded-xl px-3 py-1.5 text-left text-sm hover:bg-sunken aria-[current]:text-accent";

/** Where one works, a store or the marketplace, and the way to the others. */
export function PlaceSwitch({
  store,
  onLeave,
}: {
  store: MyStore | undefined;
  onLeave: (() => void) | undefined;
}) {
  const t = useText();
  const stores = useMyStores();
  const operator = isOperator(useMe());
  const [open, setOpen] = useState(false);
  const list = useId();
  const name = store ? store.name : t("nav.operators");
  const leave = () => {
    setOpen(false);
    onLeave?.();
  };
  if (!store && stores.length === 0) return null;
  return (
    // Leaving it with the focus or by Escape closes it; the button and the links do all else.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="relative"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        event.preventDefault();
        setOpen(false);
        event.currentTarget.querySelector("button")?.focus();
      }}
    >
      <button
        type="button"
        className={cx(PLACE, "border-line bg-bg w-full border")}
        aria-expanded={open}
        aria-controls={list}
        onClick={() => setOpen(!open)}
      >
        <span className="sr-only">{t("nav.place")}</span>
        <PlaceName icon={store ? <Store size={18} /> : <Landmark size={18} />} name={name}>
          {store && t(`storeRole.${store.role}`)}
        </PlaceName>
        <ChevronsUpDown size={16} aria-hidden className="text-muted shrink-0" />
      </button>
      <ul
        id={list}
        hidden={!open}
        aria-label={t("nav.places")}
        className="border-line bg-surface absolute inset-x-0 top-full z-10 mt-1 max-h-80 overflow-y-auto rounded-2xl border p-1 shadow-lg"
      >
        {operator && (
          <li>
            <Link to="/dashboard" className={PLACE} aria-current={store ? undefined : "true"} onClick={leave}>
              <PlaceName icon={<Landmark size={18} />} name={t("nav.operators")} />
            </Link>
          </li>
        )}
        {stores.map((one) => (
          <li key={one.id}>
            <Link
              to="/dashboard/stores/$store"
              params={{ store: one.slug }}
              className={PLACE}
              aria-current={one.id === store?.id ? "true" : undefined}
              onClick={leave}
            >
              <PlaceName icon={<Store size={18} />} name={one.name}>
                {t(`storeRole.${one.role}`)}
              </PlaceName>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function PlaceName({ icon, name, children }: { icon: ReactNode; name: string; children?: ReactNode }) {
  return (
    <>
      <span aria-hidden className="text-muted shrink-0">
        {icon}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{name}</span>
        {children && <span className="text-muted block truncate text-xs">{children}</span>}
      </span>
    </>
  );
}
