import { local, readStored, writeStored } from "@ui/storage.ts";

const KEY = "rialto.searches";
const KEPT = 5;

/** What was searched for on this device, newest first. */
export const recentSearches = (): string[] => readStored<string[]>(local, KEY) ?? [];

/** Remembers a search; the same words again move to the front. */
export function rememberSearch(words: string): void {
  const rest = recentSearches().filter((one) => one.toLowerCase() !== words.toLowerCase());
  writeStored(local, KEY, [words, ...rest].slice(0, KEPT));
}

export const forgetSearches = () => writeStored(local, KEY, null);
