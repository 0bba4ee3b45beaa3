import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { toast } from "@ui/toast.ts";
import {
  Bell,
  KeyRound,
  LayoutDashboard,
  LogOut,
  MapPin,
  MonitorSmartphone,
  Package,
  ShieldCheck,
  UserRound,
} from "lucide-react";
import { useEffect } from "react";
import { problemText } from "../forms/problem-text.ts";
import { useTask } from "../forms/use-task.ts";
import { useMe } from "@ui/session/me.ts";
import { signOut } from "@ui/session/leaving.ts";
import { type TextKey, useText } from "../text.ts";

const PAGES = [
  { to: "/account", icon: UserRound, label: "profile.title" },
  { to: "/account/orders", icon: Package, label: "history.title" },
  { to: "/account/addresses", icon: MapPin, label: "addresses.title" },
  { to: "/account/notifications", icon: Bell, label: "notifications.title" },
  { to: "/account/security", icon: KeyRound, label: "security.title" },
  { to: "/account/sessions", icon: MonitorSmartphone, label: "sessions.title" },
  { to: "/account/privacy", icon: ShieldCheck, label: "privacy.title" },
] as const satisfies { to: string; icon: typeof UserRound; label: TextKey }[];

const ITEM =
  "flex items-center gap-3 rounded-full px-4 py-2.5 text-sm font-medium whitespace-nowrap hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent";

/** The account's pages: who is signed in and the way between them, beside what is chosen. */
export function AccountFrame() {
  const t = useText();
  const me = useMe();
  useCurrentInView();
  return (
    <div className="page grid gap-6 py-6 md:py-10 lg:grid-cols-[15rem_minmax(0,1fr)] lg:gap-12">
      <div className="min-w-0">
        <div className="mb-4 flex items-center gap-3 px-1 lg:px-4">
          <span
            aria-hidden
            className="bg-accent text-accent-ink grid size-10 shrink-0 place-items-center rounded-full font-semibold uppercase"
          >
            {Array.from(me.name || me.email)[0]}
          </span>
          <p className="min-w-0 text-sm">
            <span className="block truncate font-semibold">{me.name || t("account.title")}</span>
            <span className="text-muted block truncate">{me.email}</span>
          </p>
        </div>
        <nav
          id="account-nav"
          aria-label={t("account.nav")}
          className="-mx-4 overflow-x-auto px-4 pb-1 lg:mx-0 lg:px-0"
        >
          <ul className="flex gap-1 lg:grid">
            {PAGES.map(({ to, icon: Icon, label }) => (
              <li key={to}>
                <Link to={to} activeOptions={{ exact: to === "/account" }} className={ITEM}>
                  <Icon size={18} aria-hidden className="shrink-0" />
                  {t(label)}
                </Link>
              </li>
            ))}
            <li>
              <a href={me.role === "admin" ? "/dashboard" : "/dashboard/open-store"} className={ITEM}>
                <LayoutDashboard size={18} aria-hidden className="shrink-0" />
                {t(me.role === "admin" ? "account.dashboard" : "account.sell")}
              </a>
            </li>
            <li className="lg:border-line lg:mt-2 lg:border-t lg:pt-2">
              <SignOutButton />
            </li>
          </ul>
        </nav>
      </div>
      <div className="min-w-0">
        <Outlet />
      </div>
    </div>
  );
}

/** On a phone the pages stand in a row that is longer than the screen: shows the one that is open. */
function useCurrentInView() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  useEffect(() => {
    if (path === undefined) return;
    const nav = document.getElementById("account-nav");
    const current = nav?.querySelector<HTMLElement>("[aria-current=page]");
    if (nav && current) nav.scrollLeft = current.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
  }, [path]);
}

function SignOutButton() {
  const t = useText();
  const task = useTask();
  const leave = () =>
    task.run("sign-out", async () => {
      try {
        await signOut();
        location.assign("/");
      } catch (error) {
        toast(problemText(error), { tone: "error" });
      }
    });
  return (
    <button type="button" className={`${ITEM} w-full`} onClick={() => void leave()}>
      <LogOut size={18} aria-hidden className="shrink-0" />
      {t("account.signOut")}
    </button>
  );
}
