import { errorFromResponse } from "./problem.ts";
import type { SignIn } from "./types.ts";

/** An access token and when to have a new one, in milliseconds since 1970. */
type Access = { token: string; renewAt: number; userId: string };

/** What tabs tell each other. */
export type Message = { kind: "access"; access: Access } | { kind: "signed_out" };

/** What happened to the session, here or in another tab. */
export type SessionEvent = { kind: "signed_in"; userId: string } | { kind: "signed_out" };

/** The browser, as far as Tokens need it. */
export type Surroundings = {
  fetch(request: Request): Promise<Response>;
  /** Sends a POST without a body that is carried out even when the page is left meanwhile. */
  post(path: string): Promise<Response>;
  /** Runs the task when no other tab runs one. */
  alone<T>(task: () => Promise<T>): Promise<T>;
  tell(message: Message): void;
  hear(listener: (message: Message) => void): void;
  isSignedIn(): boolean;
  /** Forgets that somebody was signed in. */
  forget(): void;
  now(): number;
};

/** How long before its end a token is renewed, so that it does not end on the way. */
const MARGIN_MS = 30_000;

/**
 * The session of this browser. The access token is in memory alone; the refresh token is in a cookie that no
 * script can read. A refresh token works once, and using it again ends the session, so one tab at a time
 * refreshes and tells the others.
 */
export class Tokens {
  #access: Access | null = null;
  #refreshing: Promise<string | null> | undefined;
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  readonly #browser: Surroundings;

  constructor(browser: Surroundings) {
    this.#browser = browser;
    browser.hear((message) => (message.kind === "access" ? this.#take(message.access) : this.#end()));
  }

  /** Told of sign-ins and sign-outs, also of other tabs. A renewed token is no sign-in. */
  subscribe(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins the session that a sign-in gave, in all tabs. */
  adopt(signIn: SignIn): void {
    const access = this.#read(signIn);
    if (!access) return;
    this.#take(access);
    this.#browser.tell({ kind: "access", access });
  }

  /** Sends the request with a token. When it is refused as no longer valid, once more with a new one. */
  async fetch(request: Request): Promise<Response> {
    const again = request.clone();
    const token = await this.#token();
    const response = await this.#browser.fetch(withToken(request, token));
    if (response.status !== 401 || !token) return response;
    // Another reason, such as a wrong password, is not mended by another token.
    if ((await errorFromResponse(response)).code !== "unauthenticated") return response;
    const newer = await this.#token(token);
    return newer ? this.#browser.fetch(withToken(again, newer)) : response;
  }

  /**
   * Ends the session at the server and in all tabs. Rejects, and changes nothing, when the server cannot be
   * reached: it alone can take the cookie away.
   */
  async signOut(): Promise<void> {
    await this.#browser.alone(async () => {
      const response = await this.#browser.post("/api/v1/auth/logout");
      if (!response.ok) throw await errorFromResponse(response);
    });
    this.endHere();
  }

  /** For a session that the server has ended already, such as with its account. */
  endHere(): void {
    this.#end();
    this.#browser.tell({ kind: "signed_out" });
  }

  /** A token that is not `refused`; null when nobody is signed in any more. */
  async #token(refused?: string): Promise<string | null> {
    const kept = this.#usable(refused);
    if (kept) return kept;
    if (!this.#browser.isSignedIn()) return null;
    this.#refreshing ??= this.#browser
      .alone(() => this.#refresh(refused))
      .finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  #usable(refused?: string): string | null {
    const access = this.#access;
    return access && access.token !== refused && access.renewAt > this.#browser.now() ? access.token : null;
  }

  async #refresh(refused?: string): Promise<string | null> {
    // Another tab may have done it, or signed out, while this one waited for its turn.
    const kept = this.#usable(refused);
    if (kept || !this.#browser.isSignedIn()) return kept;
    const response = await this.#browser.post("/api/v1/auth/refresh");
    if (response.ok) {
      this.adopt((await response.json()) as SignIn);
      return this.#usable();
    }
    // Too many at once, or a server in trouble, say nothing of the session.
    if (response.status === 429 || response.status >= 500) throw await errorFromResponse(response);
    this.endHere();
    return null;
  }

  #read({ accessToken, expiresIn, user }: SignIn): Access | null {
    if (!accessToken) return null;
    const lifetime = (expiresIn ?? 0) * 1000;
    const renewAt = this.#browser.now() + Math.max(lifetime - MARGIN_MS, lifetime / 2);
    return { token: accessToken, renewAt, userId: user?.id ?? this.#access?.userId ?? "" };
  }

  #take(access: Access) {
    const before = this.#access?.userId;
    this.#access = access;
    if (before !== access.userId) this.#emit({ kind: "signed_in", userId: access.userId });
  }

  #end() {
    this.#access = null;
    this.#browser.forget();
    this.#emit({ kind: "signed_out" });
  }

  #emit(event: SessionEvent) {
    for (const listener of this.#listeners) listener(event);
  }
}

function withToken(request: Request, token: string | null): Request {
  if (token) request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}
