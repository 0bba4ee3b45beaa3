import { Popup } from "@ui/popup.tsx";
import { Preferences } from "@ui/preferences.tsx";
import { signOut } from "@ui/session/leaving.ts";
import { useMe } from "@ui/session/me.ts";
import { toast } from "@ui/toast.ts";
import { ChevronsUpDown, LogOut, Store, UserRound } from "lucide-react";
import { useState } from "react";
import { useText } from "../text.ts";
import { Avatar } from "./avatar.tsx";
import { problemText } from "./problem-text.ts";

const ITEM = "flex min-h-10 w-full items-center gap-3 rounded-xl px-3 text-sm font-medium hover:bg-sunken";

/** Who is signed in, and the ways out of the dashboard, the language and the colours. */
export function PersonMenu() {
  const t = useText();
  const me = useMe();
  return (
    <Popup
      up
      name={t("nav.person")}
      className="hover:bg-sunken flex w-full min-w-0 items-center gap-3 rounded-xl p-2 text-left"
      label={
        <>
          <Avatar of={me} />
          <span className="min-w-0 flex-1 text-sm">
            {me.name && <span className="block truncate font-semibold">{me.name}</span>}
            <span className="text-muted block truncate">{me.email}</span>
          </span>
          <ChevronsUpDown size={16} aria-hidden className="text-muted shrink-0" />
        </>
      }
    >
      {() => (
        <>
          <a href="/" className={ITEM}>
            <Store size={18} aria-hidden className="shrink-0" />
            {t("nav.toShop")}
          </a>
          <a href="/account" className={ITEM}>
            <UserRound size={18} aria-hidden className="shrink-0" />
            {t("nav.account")}
          </a>
          <SignOutButton />
          <div className="border-line mt-2 border-t px-3 pt-3 pb-1">
            <Preferences />
          </div>
        </>
      )}
    </Popup>
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
    <button type="button" disabled={busy} className={ITEM} onClick={() => void leave()}>
      <LogOut size={18} aria-hidden className="shrink-0" />
      {t("nav.signOut")}
    </button>
  );
}
