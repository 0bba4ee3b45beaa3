/** Where one goes when no page is asked for. */
export const HOME = "/account";

const OURS =
  /^\/(account|login|register|verify-email|forgot-password|reset-password|confirm-email|accept-invitation)(?![\w-])/;

/** True for an address of these pages; others are another program and are loaded anew. */
export const isAccountPath = (path: string) => OURS.test(path);

/**
 * The path, if it is one of this marketplace to go to after a sign-in; of the sign-in page, the path that it
 * would go to. Whatever leads elsewhere is the account's first page.
 */
export function returnPath(wanted: string | undefined): string {
  if (!wanted?.startsWith("/")) return HOME;
  try {
    const url = new URL(wanted, location.origin);
    // The browser's own reading decides: it takes "/\evil" and "/<tab>/evil" for other hosts.
    // A path that begins with two slashes, which dots can hide, would be read as a host the next time.
    if (url.origin !== location.origin || url.pathname.startsWith("//")) return HOME;
    if (url.pathname === "/login") return returnPath(url.searchParams.get("returnTo") ?? undefined);
    return url.pathname + url.search + url.hash;
  } catch {
    return HOME;
  }
}
