import { client, queryClient } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import { loadTokens } from "@api/session.ts";
import type { CartAdjustment, SignIn } from "@api/types.ts";
import { leaveNotice } from "@ui/notices.ts";
import { text } from "../text.ts";
import { bringCart } from "./bring-cart.ts";

/**
 * Everything that follows a sign-in: this browser has the session, a provider's account is linked if one was
 * waiting (`link` is its challenge), and the cart comes along. Problems with the latter two do not undo the
 * sign-in: they are told on the next page.
 */
export async function completeSignIn(signIn: SignIn | null, link?: string): Promise<void> {
  if (signIn) (await loadTokens()).adopt(signIn);
  queryClient.clear();
  if (link) await linkIdentity(link);
  tell(await bringCart());
}

/** Links the provider's account. False when one has to sign in first, for a fresh proof of who one is. */
export async function linkIdentity(challenge: string): Promise<boolean> {
  try {
    await client.POST("/me/identities", { body: { challenge } });
    leaveNotice({ text: text("link.done") });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401 || error.code === "fresh_login_needed") return false;
    leaveNotice({ text: text(error.code === "identity_taken" ? "problem.identityTaken" : "link.failed") });
  }
  return true;
}

/** How many changes are named; more are counted. */
const NAMED = 3;

/** Leaves a notice of what could not be taken over into the account's cart. */
function tell(adjustments: CartAdjustment[]) {
  if (adjustments.length === 0) return;
  const named = adjustments
    .slice(0, NAMED)
    .map(({ name, quantity, quantityWanted }) =>
      quantity === 0
        ? text("merge.lineGone", { name })
        : text("merge.lineCapped", { name, quantity, wanted: quantityWanted }),
    );
  const more = adjustments.length - named.length;
  leaveNotice({
    text: [
      text("merge.adjusted"),
      ...named,
      ...(more > 0 ? [text("merge.moreAdjusted", { count: more })] : []),
    ].join(" "),
    link: { label: text("merge.look"), href: "/cart" },
  });
}
