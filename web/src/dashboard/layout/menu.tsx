import type { MyStore } from "@api/types.ts";
import { Preferences } from "@ui/preferences.tsx";
import { signOut } from "@ui/session/leaving.ts";
import { useMe } from "@ui/session/me.ts";
import { toast } from "@ui/toast.ts";
import { Link, useRouteContext } from "@tanstack/react-router";
import { LogOut, Store, UserRound } from "lucide-react";
import { useId, useState } from "react";
import { useStoreIfAny } from "../session/my-stores.ts";
import { useText } from "../text.ts";
import { Avatar } from "./avatar.tsx";
import { groupsFor, type NavGroup as Group } from "./navigation.ts";
import { PlaceSwitch } from "./place-switch.tsx";
import { problemText } from "./problem-text.ts";

const ITEM =
  "flex min-h-11 items-center gap-3 rounded-xl px-3 text-sm font-medium hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent";

/** The ways to the pages and out of the dashboard, and who is signed in. `onLeave` is called when one is taken. */
export function Menu({ onLeave }: { onLeave?: () => void }) {
  const t = useText();
  const me = useMe();
  const store = useStoreIfAny();
  const { navigation } = useRouteContext({ from: "/dashboard" });
  return (
    <div className="flex min-h-full flex-col gap-5 p-4 lg:pt-0">
      <PlaceSwitch store={store} onLeave={onLeave} />
      <nav aria-label={t("nav.dashboard")} className="grid gap-6">
        {groupsFor(navigation, me, store).map((group) => (
          <NavGroup key={group.label} group={group} store={store} onLeave={onLeave} />
        ))}
      </nav>
      <div className="mt-auto grid grid-cols-[minmax(0,1fr)] gap-4">
        <ul className="grid gap-0.5">
          <li>
            <a href="/" className={ITEM}>
              <Store size={18} aria-hidden className="shrink-0" />
              {t("nav.toShop")}
            </a>
          </li>
          <li>
            <a href="/account" className={ITEM}>
              <UserRound size={18} aria-hidden className="shrink-0" />
              {t("nav.account")}
            </a>
          </li>
          <li>
            <SignOutButton />
          </li>
        </ul>
        <Preferences />
        <div className="border-line flex min-w-0 items-center gap-3 border-t pt-4">
          <Avatar of={me} />
          <p className="min-w-0 flex-1 text-sm">
            {me.name && <span className="block truncate font-semibold">{me.name}</span>}
            <span className="text-muted block truncate">{me.email}</span>
          </p>
        </div>
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

function SignOutButton() {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    try {
      await signOut();
      location.assign("/");
    } catch (error) {
      setBusy(false);
      toast(problemText(error), { tone: "error" });
    }
  };
  return (
    <button type="button" disabled={busy} className={`${ITEM} w-full`} onClick={() => void leave()}>
      <LogOut size={18} aria-hidden className="shrink-0" />
      {t("nav.signOut")}
    </button>
  );
}
