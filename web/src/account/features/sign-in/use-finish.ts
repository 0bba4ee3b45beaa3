import type { SignIn } from "@api/types.ts";
import { useState } from "react";
import { completeSignIn, linkIdentity } from "../../session/complete-sign-in.ts";
import type { LoginSearch } from "../../session/login-search.ts";
import { returnPath } from "../../session/paths.ts";
import { useGo } from "../../session/use-go.ts";

/**
 * What follows each way to sign in: a second factor, if there is one, and then the page one came from.
 * `null` is a sign-in that is done already, at a provider.
 */
export function useFinish(search: LoginSearch) {
  const go = useGo();
  const [challenge, setChallenge] = useState(search.challenge);
  /** For who is signed in and wants to link a provider's account. False when that needs another sign-in. */
  const linkNow = async () => {
    const linked = search.link !== undefined && (await linkIdentity(search.link));
    if (linked) go(returnPath(search.returnTo));
    return linked;
  };
  const finish = async (answer: SignIn | null) => {
    if (answer?.status === "second_factor_required") return setChallenge(answer.challenge);
    await completeSignIn(answer, search.link);
    go(returnPath(search.returnTo));
  };
  return { challenge, finish, linkNow, restart: () => setChallenge(undefined) };
}
