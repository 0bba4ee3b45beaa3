/** What a team's page can ask about. */
export const ASKS = ["leave", "transfer", "close", "remove", "revoke"] as const;
export type Ask = (typeof ASKS)[number];

/** What is asked about, and about whom: a member or an invitation. */
export type TeamSearch = { ask?: Ask; who?: string };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads the address. Who has to sign in first comes back to the question. */
export function teamSearch(raw: Record<string, unknown>): TeamSearch {
  const ask = ASKS.find((one) => one === raw.ask);
  const who = typeof raw.who === "string" && ID.test(raw.who) ? raw.who : undefined;
  return ask ? { ask, ...(who && { who }) } : {};
}
