import { ApiError } from "./problem.ts";
import { isSignedIn, SESSION_OVER } from "./session.ts";
import { type Message, type Surroundings, Tokens } from "./tokens.ts";

const BUSY = "rialto.refreshing";
/** For how long a page that was left may still wait for its answer. */
const LEFT_MS = 2_000;

/** When a tab began something that it has not finished, in milliseconds since 1970; null when none has. */
const busy = {
  since: () => attempt(() => localStorage.getItem(BUSY)),
  begin: () => attempt(() => localStorage.setItem(BUSY, String(Date.now()))),
  end: () => attempt(() => localStorage.removeItem(BUSY)),
};

/** A browser may refuse its storage; then only the locks are there. */
function attempt<T>(what: () => T): T | null {
  try {
    return what();
  } catch {
    return null;
  }
}

/** Waits for the one that has not finished, as long as its answer may still come. */
async function others(): Promise<void> {
  const first = busy.since();
  const isOpen = () =>
    first !== null && busy.since() === first && Math.abs(Date.now() - Number(first)) < LEFT_MS;
  while (isOpen())
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    await new Promise((resolve) => setTimeout(resolve, 50));
}

/**
 * One tab at a time. The lock goes with a page that is left in the middle, but its request does not: the mark
 * tells the next page to let that answer come first. Without locks (they need https or localhost) the mark is
 * all there is.
 */
async function alone<T>(task: () => Promise<T>): Promise<T> {
  const run = async () => {
    await others();
    busy.begin();
    try {
      const result = await task();
      busy.end();
      return result;
    } catch (error) {
      // Without an answer nobody knows what was done. A page that is left gets here, too.
      if (error instanceof ApiError) busy.end();
      throw error;
    }
  };
  return "locks" in navigator ? navigator.locks.request("rialto.session", run) : run();
}

function browser(): Surroundings {
  const channel = new BroadcastChannel("rialto.session");
  return {
    fetch: (request) => fetch(request),
    // The answer has the next refresh token: the browser has to keep it even when the page is left meanwhile.
    post: (path) => fetch(path, { method: "POST", keepalive: true, headers: { Accept: "application/json" } }),
    alone,
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has this origin alone
    tell: (message) => channel.postMessage(message),
    hear: (listener) =>
      channel.addEventListener("message", (event: MessageEvent<Message>) => listener(event.data)),
    isSignedIn,
    forget: () => {
      document.cookie = "signed_in=; Path=/; Max-Age=0; SameSite=Lax";
      dispatchEvent(new Event(SESSION_OVER));
    },
    now: Date.now,
  };
}

/** The session of this page. */
export const tokens = new Tokens(browser());
