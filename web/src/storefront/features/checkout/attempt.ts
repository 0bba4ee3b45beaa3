import type { PlaceOrder } from "@api/types.ts";
import { newUuid } from "@api/uuid.ts";
import { readStored, session, writeStored } from "@ui/storage.ts";

type Attempt = { content: string; key: string };

const KEY = "rialto.attempt";

/**
 * The idempotency key of an order. The same content gets the same key, in spite of a double click, a
 * reload or coming back; other content gets a new one.
 */
export function attemptKey(order: PlaceOrder): string {
  const content = hash(JSON.stringify(order));
  const before = readStored<Attempt>(session, KEY);
  if (before?.content === content) return before.key;
  const key = newUuid();
  writeStored(session, KEY, { content, key });
  return key;
}

/** The next order gets a new key. Called when one was placed, and when the server knows the key from other content. */
export const forgetAttempt = () => writeStored(session, KEY, null);

/** 53 bits of cyrb53 and the length: tells contents apart, hides nothing. */
function hash(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return `${text.length}-${(4294967296 * (2097151 & b) + (a >>> 0)).toString(36)}`;
}
