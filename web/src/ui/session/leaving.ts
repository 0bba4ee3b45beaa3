import { isSignedIn, loadTokens } from "@api/session.ts";
import { leaveCart } from "../saved-cart.ts";
import { local, session, writeStored } from "../storage.ts";

/** True on a page that is nobody's but the person's who is signed in. */
const isPrivate = () => /^\/(account|dashboard)(\/|$)/.test(location.pathname);

/** True while the person leaves: where to is then theirs to say. */
let byChoice = false;
let following = false;

/**
 * Leaves a private page when their session is over or somebody else's, here or in another tab: the page is
 * loaded anew, so that nothing of one person is left in memory for the next. A second call changes nothing.
 */
export async function followSession(): Promise<void> {
  if (following) return;
  following = true;
  let who = "";
  // The browser may show the page as it was left.
  window.addEventListener("pageshow", (event) => event.persisted && !isSignedIn() && leave());
  (await loadTokens()).subscribe((event) => {
    if (event.kind === "signed_out") return leave();
    if (who && who !== event.userId && isPrivate()) location.reload();
    who = event.userId;
  });
}

function leave() {
  if (byChoice || !isPrivate()) return;
  const returnTo = location.pathname + location.search;
  location.replace(`/login?${new URLSearchParams({ reason: "ended", returnTo }).toString()}`);
}

/** Signs out everywhere in this browser. Rejects when the server cannot be reached; one is then still signed in. */
export async function signOut(): Promise<void> {
  byChoice = true;
  try {
    await (await loadTokens()).signOut();
  } catch (error) {
    byChoice = false;
    throw error;
  }
  clearTraces();
}

/** For an account that was erased: its session is gone already, and its orders' links go from this device. */
export async function forgetErased(): Promise<void> {
  byChoice = true;
  (await loadTokens()).endHere();
  clearTraces();
  writeStored(local, "rialto.orders", null);
}

/** Takes away what this browser knows of the account: its cart, and what was typed at the checkout. */
function clearTraces() {
  leaveCart();
  writeStored(session, "rialto.checkout", null);
}
