import { useRouterState } from "@tanstack/react-router";
import { ICON_BUTTON } from "@ui/header-frame.tsx";
import { UserRound } from "lucide-react";
import { useText } from "../text.ts";
import { loginPath } from "./login-path.ts";
import { useSignedIn } from "./use-signed-in.ts";

/** The way to the account, or to its sign-in and back here. internal/web writes the same into the first page. */
export function AccountLink() {
  const t = useText();
  const here = useRouterState({ select: (state) => state.location.href });
  if (useSignedIn())
    return (
      <a href="/account" aria-label={t("nav.account")} className={ICON_BUTTON}>
        <UserRound size={20} aria-hidden />
      </a>
    );
  return (
    <a
      href={loginPath(here)}
      className="hover:bg-sunken grid h-11 place-items-center rounded-full text-sm font-medium max-sm:w-11 sm:px-3"
    >
      <UserRound size={20} aria-hidden className="sm:hidden" />
      <span className="max-sm:sr-only">{t("nav.signIn")}</span>
    </a>
  );
}
