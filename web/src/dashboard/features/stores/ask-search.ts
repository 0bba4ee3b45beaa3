/** What can be asked about a store, in the order of the buttons. */
export const ASKS = ["approve", "refuse", "suspend", "reinstate"] as const;
export type Ask = (typeof ASKS)[number];

/** Reads the address: what is asked about, if anything. */
export function askSearch(raw: Record<string, unknown>): { ask?: Ask } {
  const ask = ASKS.find((one) => one === raw.ask);
  return ask ? { ask } : {};
}
