/** The sign-in page, which leads back to `returnTo`; `reason` is what it says one is there for. */
export function loginPath(returnTo: string, reason?: "ended" | "confirm"): string {
  return `/login?${new URLSearchParams({ ...(reason && { reason }), returnTo }).toString()}`;
}
