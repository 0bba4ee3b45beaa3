import { isSignedIn } from "@api/session.ts";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";
import { useKnownPerson } from "../features/sign-in/known-person.ts";
import { OrLine } from "../features/sign-in/or-line.tsx";
import { PasskeySignIn } from "../features/sign-in/passkey-sign-in.tsx";
import { ProviderLinks } from "../features/sign-in/provider-links.tsx";
import { SecondFactorForm } from "../features/sign-in/second-factor-form.tsx";
import { SignInForm } from "../features/sign-in/sign-in-form.tsx";
import { SignInNote } from "../features/sign-in/sign-in-note.tsx";
import { useFinish } from "../features/sign-in/use-finish.ts";
import { CardPage, TEXT_LINK } from "../layout/card.tsx";
import { returnPath } from "../session/paths.ts";
import { useText } from "../text.ts";

export function LoginPage() {
  const t = useText();
  const search = useSearch({ from: "/login" });
  const { challenge, finish, linkNow, restart } = useFinish(search);
  const known = useKnownPerson(search.reason === "confirm");
  // Who comes back from a provider, or is signed in anyway, only passes through.
  const [passing, setPassing] = useState(
    () => isSignedIn() && !search.reason && !search.challenge && !search.problem,
  );
  const pass = useEffectEvent(async () => {
    if (!search.link) await finish(null);
    else if (!(await linkNow())) setPassing(false);
  });
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- it changes when the API has answered
    if (passing) void pass();
  }, [passing]);
  if (passing) return <CardPage title={t("login.title")}>{t("login.passing")}</CardPage>;
  if (challenge)
    return (
      <CardPage title={t("factor.title")}>
        <SecondFactorForm challenge={challenge} onDone={finish} onRestart={restart} />
      </CardPage>
    );
  const returnTo = returnPath(search.returnTo);
  return (
    <CardPage
      title={t(search.reason === "confirm" ? "login.confirmTitle" : "login.title")}
      below={
        !known && (
          <>
            {t("login.new")}{" "}
            <Link to="/register" search={search.returnTo ? { returnTo } : {}} className={TEXT_LINK}>
              {t("login.register")}
            </Link>
          </>
        )
      }
    >
      <SignInNote search={search} />
      {/* An account that came from a provider may have no password. */}
      {known?.hasPassword !== false && (
        <>
          <SignInForm key={known?.id} {...(known && { known: known.email })} onDone={finish} />
          <OrLine />
        </>
      )}
      <div className="grid gap-3">
        <PasskeySignIn onDone={finish} />
        <ProviderLinks returnTo={returnTo} />
      </div>
    </CardPage>
  );
}
