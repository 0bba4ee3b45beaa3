/** What can be asked about an account, in the order of the buttons. */
export const ASKS = ["admin", "customer", "sessions", "block", "unblock"] as const;
export type Ask = (typeof ASKS)[number];

/** Reads the address: what is asked about, if anything. Who has to sign in first comes back to the question. */
export function askSearch(raw: Record<string, unknown>): { ask?: Ask } {
  const ask = ASKS.find((one) => one === raw.ask);
  return ask ? { ask } : {};
}
