import { createParser } from "eventsource-parser";
import { fetchSignedIn } from "./session.ts";
import type { LiveNotice } from "./types.ts";

/** What a page does with what happens. */
export type Following = {
  /** Where it is told: a path of the API. */
  path: string;
  /** Reads again what the notices are about. Those that come meanwhile wait, each kind of them once. */
  read(notices: readonly LiveNotice[]): Promise<unknown>;
  /** How often to look while nothing is told, in milliseconds; false: not at all. */
  pollEvery(): number | false;
};

/** The browser, as far as it is needed. */
export type Surroundings = {
  fetch(request: Request): Promise<Response>;
  isHidden(): boolean;
  onVisibility(listener: () => void): () => void;
  /** From 0 to 1. */
  random(): number;
};

/** Longer than two of the server's heartbeats: a proxy holds them back, or the connection is gone. */
const SILENCE_MS = 45_000;
/** Between two readings: a rush is read in one. */
const GAP_MS = 300;
/** The first pause before another attempt, and the longest. */
const AGAIN_MS = 1000;
const AGAIN_MOST_MS = 60_000;
/** How often to look although things are told: a fault of ours is not to leave a page as it is for good. */
const NEVERTHELESS_MS = 60_000;

/**
 * Follows what happens until `stop`: told by the server while a stream can be had, else by looking. A hidden page
 * does neither: a browser has few connections, and nobody looks.
 */
export class Follower {
  readonly #what: Following;
  readonly #browser: Surroundings;
  readonly #forget: () => void;
  #stream: AbortController | undefined;
  #told = false;
  #attempts = 0;
  #timers: { again?: Timer; silence?: Timer; poll?: Timer; gap?: Timer } = {};
  #waiting = new Map<string, LiveNotice>();
  #reading = false;
  #stopped = false;

  constructor(what: Following, browser: Surroundings) {
    this.#what = what;
    this.#browser = browser;
    this.#forget = browser.onVisibility(() => (browser.isHidden() ? this.#rest() : this.#begin()));
    if (!browser.isHidden()) this.#begin();
  }

  stop(): void {
    this.#stopped = true;
    this.#forget();
    this.#rest();
  }

  #begin() {
    if (this.#stopped || this.#stream) return;
    this.#attempts = 0;
    void this.#connect();
    this.#look();
  }

  #rest() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#stream?.abort();
    this.#stream = undefined;
    this.#told = false;
    this.#waiting.clear();
  }

  /** Has the stream read to its end, and asks for the next one after a pause. */
  async #connect() {
    const stream = new AbortController();
    this.#stream = stream;
    const pause = await this.#listen(stream).catch(() => undefined);
    if (this.#stream !== stream) return;
    clearTimeout(this.#timers.silence);
    stream.abort();
    if (this.#told) this.#look(false);
    this.#timers.again = setTimeout(() => void this.#connect(), pause ?? this.#backOff());
  }

  #backOff() {
    const longest = Math.min(AGAIN_MS * 2 ** this.#attempts++, AGAIN_MOST_MS);
    return longest * (0.5 + this.#browser.random() / 2);
  }

  /** Returns when to come again, in milliseconds, if the server says so. */
  async #listen(stream: AbortController): Promise<number | undefined> {
    this.#heard(stream);
    const response = await this.#browser.fetch(
      new Request(new URL(`/api/v1${this.#what.path}`, location.href), {
        headers: { Accept: "text/event-stream, application/problem+json" },
        cache: "no-store",
        signal: stream.signal,
      }),
    );
    if (!response.ok || !response.body) return this.#refused(response);
    let pause: number | undefined;
    const parser = createParser({
      onEvent: ({ data }) => this.#tell(JSON.parse(data) as LiveNotice),
      onRetry: (milliseconds) => (pause = milliseconds),
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one piece after the other
      const { done, value } = await reader.read();
      if (done) return pause;
      this.#heard(stream);
      parser.feed(value);
    }
  }

  #refused(response: Response): number {
    const seconds = Number(response.headers.get("Retry-After"));
    if (seconds > 0) return seconds * 1000 * (1 + this.#browser.random() / 2);
    // Whoever may not follow may not read either: the page finds out, and says so.
    if (response.status < 500) this.#tell({ type: "all" }, false);
    return AGAIN_MOST_MS;
  }

  #heard(stream: AbortController) {
    clearTimeout(this.#timers.silence);
    this.#timers.silence = setTimeout(() => stream.abort(), SILENCE_MS);
  }

  #tell(notice: LiveNotice, byStream = true) {
    if (byStream) {
      this.#attempts = 0;
      if (!this.#told) this.#look(true);
    }
    this.#waiting.set(`${notice.type} ${notice.id ?? ""}`, notice);
    void this.#readAll();
  }

  async #readAll() {
    if (this.#reading) return;
    this.#reading = true;
    while (this.#waiting.size > 0) {
      const notices = [...this.#waiting.values()];
      this.#waiting.clear();
      // oxlint-disable-next-line no-await-in-loop -- one after the other. What fails is shown where it is read.
      await this.#what.read(notices).catch(() => undefined);
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, GAP_MS));
    }
    this.#reading = false;
  }

  /** Looks at intervals, seldom while the page is told. */
  #look(told = this.#told) {
    this.#told = told;
    clearTimeout(this.#timers.poll);
    const every = this.#what.pollEvery();
    this.#timers.poll = setTimeout(
      () => {
        if (every) this.#tell({ type: "all" }, false);
        this.#look();
      },
      told ? Math.max(every || 0, NEVERTHELESS_MS) : every || AGAIN_MS,
    );
  }
}

type Timer = ReturnType<typeof setTimeout>;

/** Follows until the function that it returns is called. */
export function follow(what: Following): () => void {
  const follower = new Follower(what, {
    fetch: fetchSignedIn,
    isHidden: () => document.hidden,
    onVisibility: (listener) => {
      document.addEventListener("visibilitychange", listener);
      return () => document.removeEventListener("visibilitychange", listener);
    },
    random: Math.random,
  });
  return () => follower.stop();
}
