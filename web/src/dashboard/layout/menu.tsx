import type { MyStore } from "@api/types.ts";
import { Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useId } from "react";
import { useText } from "../text.ts";
import { Keys } from "./keys.tsx";
import type { NavGroup as Group } from "./navigation.ts";
import { PersonMenu } from "./person-menu.tsx";
import { PlaceSwitch } from "./place-switch.tsx";

const ITEM =
  "flex min-h-10 items-center gap-3 rounded-xl px-3 text-sm font-medium hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent";

type Props = {
  groups: readonly Group[];
  store: MyStore | undefined;
  openPalette: () => void;
  /** Called when a way is taken. */
  onLeave?: () => void;
};

/** The ways to the pages, to other stores and out of the dashboard, and who is signed in. */
export function Menu({ groups, store, openPalette, onLeave }: Props) {
  const t = useText();
  return (
    <div className="flex min-h-full flex-col gap-4 p-4 lg:pt-0">
      <PlaceSwitch store={store} onLeave={onLeave} />
      <button
        type="button"
        className="border-edge/60 bg-bg text-muted hover:border-ink flex h-10 items-center gap-3 rounded-xl border px-3 text-sm"
        onClick={() => {
          onLeave?.();
          openPalette();
        }}
      >
        <Search size={16} aria-hidden />
        <span className="flex-1 text-left">{t("palette.open")}</span>
        <span aria-hidden className="max-lg:hidden">
          <Keys keys={["Ctrl", "K"]} />
        </span>
      </button>
      <nav aria-label={t("nav.dashboard")} className="grid gap-5">
        {groups.map((group) => (
          <NavGroup key={group.label} group={group} store={store} onLeave={onLeave} />
        ))}
      </nav>
      <div className="border-line mt-auto border-t pt-3">
        <PersonMenu />
      </div>
    </div>
  );
}

function NavGroup({
  group: { label, items },
  store,
  onLeave,
}: {
  group: Group;
  store: MyStore | undefined;
  onLeave: (() => void) | undefined;
}) {
  const t = useText();
  const heading = useId();
  return (
    <div>
      <p id={heading} className="text-muted mb-1 px-3 text-xs font-semibold tracking-wide uppercase">
        {t(label)}
      </p>
      <ul aria-labelledby={heading} className="grid gap-0.5">
        {items.map(({ to, icon: Icon, label: name, exact = false }) => (
          <li key={to}>
            <Link
              to={to}
              {...(store && { params: { store: store.slug } })}
              activeOptions={{ exact, includeSearch: false }}
              className={ITEM}
              onClick={onLeave}
            >
              <Icon size={18} aria-hidden className="shrink-0" />
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
