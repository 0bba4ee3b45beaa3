/** What the address of the sign-in page may say. All of it is optional. */
export type LoginSearch = {
  /** A path to go to afterwards. */
  returnTo?: string;
  /** Why one is sent here: to confirm who one is, or because the session ended. */
  reason?: "confirm" | "ended" | "password_set" | "erased";
  /** A code of the API: what went wrong with a provider. */
  problem?: string;
  /** A challenge: links the provider's account that one came from, after the sign-in. */
  link?: string;
  /** A challenge: the provider has signed in, the second factor is missing. */
  challenge?: string;
  /** `provider`: one comes back from a provider, signed in. */
  via?: "provider";
};

const REASONS = ["confirm", "ended", "password_set", "erased"] as const;

/** Reads the address; what it does not know is left out. */
export function loginSearch(raw: Record<string, unknown>): LoginSearch {
  const found: LoginSearch = {};
  for (const name of ["returnTo", "problem", "link", "challenge"] as const) {
    const value = raw[name];
    if (typeof value === "string" && value) found[name] = value;
  }
  const reason = REASONS.find((one) => one === raw.reason);
  if (reason) found.reason = reason;
  if (raw.via === "provider") found.via = "provider";
  return found;
}
