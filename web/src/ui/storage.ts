/** Reads JSON of the browser's storage; null when absent, damaged or blocked. */
// The type is what was written under the key; a shape that changes gets a new key.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function readStored<T>(storage: () => Storage, key: string): T | null {
  try {
    return JSON.parse(storage().getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

/** Writes JSON, or removes the key for null. A full or blocked storage is not an error: the value is then for this page only. */
export function writeStored(storage: () => Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, JSON.stringify(value));
  } catch {
    // Private windows may refuse; nothing to tell the visitor.
  }
}

/** Where notices for the next page are kept; a page that finds some loads notices.ts. */
export const NOTICES = "rialto.notices";

export const local = () => localStorage;
export const session = () => sessionStorage;
