import type { PlaceOrder } from "@api/types.ts";
import { newUuid } from "@api/uuid.ts";
import { readStored, session, writeStored } from "@ui/storage.ts";

/** `open` while nobody knows whether the server has carried it out. */
type Attempt = { content: string; key: string; cartId: string; open: boolean };

const KEY = "rialto.attempt";
const stored = () => readStored<Attempt>(session, KEY);

/**
 * Opens an attempt to place the order and gives its idempotency key. The same content gets the same key, in
 * spite of a double click, a reload or coming back; other content gets a new one.
 */
export function openAttempt(order: PlaceOrder): string {
  const before = stored();
  const content = hash(JSON.stringify(order));
  const key = before?.content === content ? before.key : newUuid();
  writeStored(session, KEY, { content, key, cartId: order.cartId, open: true });
  return key;
}

/** The server said no: the same content may be tried again, with the same key, when the buyer wants it. */
export function closeAttempt(): void {
  const attempt = stored();
  if (attempt) writeStored(session, KEY, { ...attempt, open: false });
}

/** The next order gets a new key. Called when one was placed, and when the server knows the key from other content. */
export const forgetAttempt = () => writeStored(session, KEY, null);

/** The cart of an attempt whose answer never arrived, such as before a reload; the order may exist. */
export function interruptedCart(): string | null {
  const attempt = stored();
  return attempt?.open ? attempt.cartId : null;
}

/** Whether sending the order now would repeat the interrupted attempt, and not place another. */
export const repeatsAttempt = (order: PlaceOrder) => stored()?.content === hash(JSON.stringify(order));

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
