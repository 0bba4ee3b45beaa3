import { ApiError, isNotFound } from "@api/problem.ts";
import type { Cart } from "@api/types.ts";
import { newUuid } from "@api/uuid.ts";
import type { SavedCart } from "@ui/saved-cart.ts";
import { applyOperation, emptyCart, type Operation } from "./operations.ts";

/** How the store reaches the server. */
export type CartTransport = {
  load(cartId: string): Promise<Cart>;
  send(cartId: string, operation: Operation): Promise<Cart>;
  /** The account's cart, which all its devices share; null for a guest. */
  own(): Promise<Cart> | null;
};

/** Where the cart survives a reload. */
export type CartMemory = { read(): SavedCart | null; write(saved: SavedCart): void };

/** Codes of the API for a cart that takes nothing any more. */
const OVER = new Set(["cart_converted", "cart_not_found"]);

type Waiting = { operation: Operation; done: (() => void)[]; failed: ((error: unknown) => void)[] };

/**
 * The visitor's cart: the server's last answer with the operations on top that it has not answered yet.
 * Operations are sent one after the other; one that is refused disappears, and with it what it showed.
 */
export class CartState {
  #id: string;
  #confirmed: Cart | null;
  #waiting: Waiting[] = [];
  #sending = false;
  #shown: Cart | null;
  #listeners = new Set<() => void>();
  readonly #transport: CartTransport;
  readonly #memory: CartMemory;

  constructor(transport: CartTransport, memory: CartMemory) {
    this.#transport = transport;
    this.#memory = memory;
    const saved = memory.read();
    this.#id = saved?.id ?? newUuid();
    this.#confirmed = saved?.cart ?? null;
    this.#shown = this.#confirmed;
  }

  get id(): string {
    return this.#id;
  }

  /** The cart to show; null before anything was put into it. */
  snapshot = (): Cart | null => this.#shown;

  /** True while the server has not answered everything. */
  isSending = (): boolean => this.#sending;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Shows the operation at once and sends it. Rejects with the ApiError after the cart was rolled back. */
  change(operation: Operation): Promise<void> {
    const answer = new Promise<void>((done, failed) => this.#enqueue(operation, done, failed));
    this.#show();
    void this.#drain();
    return answer;
  }

  #enqueue(operation: Operation, done: () => void, failed: (error: unknown) => void) {
    const last = this.#waiting.at(-1);
    const sameLine =
      operation.kind === "set" &&
      last?.operation.kind === "set" &&
      last.operation.itemId === operation.itemId;
    if (last && sameLine && this.#waiting.length > 1) {
      // A stepper clicked five times sends the first and the last number.
      last.operation = operation;
      last.done.push(done);
      last.failed.push(failed);
    } else {
      this.#waiting.push({ operation, done: [done], failed: [failed] });
    }
  }

  /**
   * Asks the server how the cart is. One that became an order, is gone or belongs to an account that is signed
   * out is left behind for a new one.
   */
  async refresh(): Promise<void> {
    if (this.#sending) return;
    const id = this.#id;
    const isAsItWas = () => id === this.#id && !this.#sending;
    try {
      const cart = await (this.#confirmed ? this.#transport.load(id) : this.#transport.own());
      if (!cart || !isAsItWas()) return;
      this.#id = cart.id;
      this.#confirm(cart);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      if (isAsItWas()) this.startAnew();
    }
  }

  /** Starts a new cart. Called when the old one became an order, too. */
  startAnew(): void {
    this.#id = newUuid();
    this.#confirm(null);
  }

  /** Takes over what another tab saved. */
  adopt(saved: SavedCart): void {
    if (this.#sending) return;
    this.#id = saved.id;
    this.#confirmed = saved.cart;
    this.#show();
  }

  async #drain() {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const current = next;
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that the answers are in order
      const outcome = await this.#send(current.operation).then(
        (cart) => ({ cart }),
        (error: unknown) => ({ error }),
      );
      this.#waiting.shift();
      if ("cart" in outcome) {
        this.#confirm(outcome.cart);
        for (const done of current.done) done();
      } else {
        this.#show();
        for (const failed of current.failed) failed(outcome.error);
      }
    }
    this.#sending = false;
    this.#emit();
  }

  async #send(operation: Operation): Promise<Cart> {
    try {
      return await this.#sendTo(this.#id, operation);
    } catch (error) {
      const isOver = error instanceof ApiError && OVER.has(error.code);
      if (!isOver || operation.kind !== "add") throw error;
      // Another tab placed the order or signed out; what is added now belongs to the next cart.
      this.#confirmed = null;
      return this.#sendTo(newUuid(), operation);
    }
  }

  /** The first thing goes into the account's cart, or into a new one with the id. */
  async #sendTo(id: string, operation: Operation): Promise<Cart> {
    const own = this.#confirmed ? null : this.#transport.own();
    this.#id = own ? (await own).id : id;
    return this.#transport.send(this.#id, operation);
  }

  #confirm(cart: Cart | null) {
    if (cart?.status === "converted") {
      this.#id = newUuid();
      this.#confirmed = null;
    } else {
      this.#confirmed = cart;
    }
    this.#memory.write({ id: this.#id, cart: this.#confirmed });
    this.#show();
  }

  #show() {
    this.#shown = this.#waiting.reduce<Cart | null>(
      (cart, { operation }) => applyOperation(cart ?? emptyCart(this.#id, currencyOf(operation)), operation),
      this.#confirmed,
    );
    this.#emit();
  }

  #emit() {
    for (const listener of this.#listeners) listener();
  }
}

const currencyOf = (operation: Operation) =>
  operation.kind === "add" ? operation.line.price.currency : "EUR";
