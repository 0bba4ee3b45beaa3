import type { SignIn } from "@api/types.ts";
import { useState } from "react";
import { completeSignIn } from "../../session/complete-sign-in.ts";
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
  const finish = async (answer: SignIn | null) => {
    if (answer?.status === "second_factor_required") return setChallenge(answer.challenge);
    await completeSignIn(answer, search.link);
    go(returnPath(search.returnTo));
  };
  return { challenge, finish, restart: () => setChallenge(undefined) };
}
