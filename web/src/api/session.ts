/**
 * What every page knows of a session: whether there is one. How tokens are kept and renewed is in tokens.ts,
 * which is loaded when somebody is signed in, so that it costs the others nothing.
 */

/** True when somebody is signed in, as far as scripts may know: the server sets this beside a cookie they cannot read. */
export const isSignedIn = () => /(?:^|; )signed_in=1/.test(document.cookie);

/** Sent to the window when a page finds out that its session is over. */
export const SESSION_OVER = "rialto:session-over";

/** What belongs to somebody. The catalogue is read without a token: it need not wait for one. */
const PRIVATE = /\/v1\/(me|orders|carts|admin|stores\/[^/]+\/(?!products))/;

const needsToken = ({ method, url }: Request) =>
  PRIVATE.test(url) || (method !== "GET" && !url.includes("/v1/auth/"));

/** The session's own part, loaded once. */
export const loadTokens = async () => (await import("./browser-session.ts")).tokens;

/** fetch, in the name of whoever is signed in. An access token that no longer works is renewed once. */
export async function fetchSignedIn(request: Request): Promise<Response> {
  if (!needsToken(request) || !isSignedIn()) return fetch(request);
  return (await loadTokens()).fetch(request);
}
