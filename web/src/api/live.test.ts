import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Follower } from "./live.ts";
import type { LiveNotice } from "./types.ts";

const nothing = () => {};
let stop = nothing;

/** A server whose streams the test writes, and a page that counts what it reads. */
function setup({ every = 1000, answer }: { every?: number | false; answer?: () => Response } = {}) {
  const streams: { send(text: string): void; end(): void; signal: AbortSignal }[] = [];
  const read: string[] = [];
  let hidden = false;
  let seen = nothing;
  let slow: Promise<void> | undefined;
  const follower = new Follower(
    {
      path: "/orders/1/events",
      read: async (notices: readonly LiveNotice[]) => {
        read.push(notices.map(({ type, id }) => type + (id ?? "")).join());
        await slow;
      },
      pollEvery: () => every,
    },
    {
      fetch: async (request) => {
        if (answer) return answer();
        const encode = new TextEncoder();
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            request.signal.addEventListener("abort", () => controller.error(request.signal.reason));
            streams.push({
              send: (text) => controller.enqueue(encode.encode(text)),
              end: () => controller.close(),
              signal: request.signal,
            });
          },
        });
        return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
      },
      isHidden: () => hidden,
      onVisibility: (listener) => {
        seen = listener;
        return () => undefined;
      },
      random: () => 1,
    },
  );
  stop = () => follower.stop();
  return {
    streams,
    read,
    hide(now: boolean) {
      hidden = now;
      seen();
    },
    takeLong(until: Promise<void> | undefined) {
      slow = until;
    },
    async open(n: number) {
      await vi.waitFor(() => expect(streams.length).toBe(n));
      const stream = streams[n - 1];
      if (!stream) throw new Error("no stream");
      stream.send('retry: 2000\n\ndata: {"type":"all"}\n\n');
      await pass(0);
      return stream;
    },
  };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("location", { href: "https://shop.example/orders/1" });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a page that follows", () => {
  it("looks until it is told, and then only now and then", async () => {
    const page = setup();
    await pass(2100);
    expect(page.read).toEqual(["all", "all"]);
    const stream = await page.open(1);
    await pass(30_000);
    stream.send(":\n\n");
    await pass(29_000);
    expect(page.read).toEqual(["all", "all", "all"]);
    stream.send(":\n\n");
    await pass(2000);
    expect(page.read).toHaveLength(4);
  });

  it("reads what it is told of, in pieces or not", async () => {
    const page = setup({ every: false });
    const stream = await page.open(1);
    await pass(1000);
    stream.send('data: {"type":"or');
    stream.send('der","id":"7"}\n\n');
    await pass(0);
    expect(page.read).toEqual(["all", "order7"]);
  });

  it("reads once more when it is told while it reads, each thing once", async () => {
    const page = setup({ every: false });
    const stream = await page.open(1);
    await pass(1000);
    let done = nothing;
    page.takeLong(new Promise((resolve) => (done = resolve)));
    stream.send('data: {"type":"stock","id":"7"}\n\n');
    await pass(1000);
    stream.send(
      'data: {"type":"order","id":"7"}\n\ndata: {"type":"order","id":"8"}\n\ndata: {"type":"order","id":"7"}\n\n',
    );
    await pass(1000);
    expect(page.read).toEqual(["all", "stock7"]);
    page.takeLong(undefined);
    done();
    await pass(1000);
    expect(page.read).toEqual(["all", "stock7", "order7,order8"]);
  });

  it("comes again when the server says so, and reads then", async () => {
    const page = setup({ every: false });
    (await page.open(1)).end();
    await pass(1900);
    expect(page.streams).toHaveLength(1);
    await pass(200);
    await page.open(2);
    await pass(1000);
    expect(page.read).toEqual(["all", "all"]);
  });

  it("takes silence for the end", async () => {
    const page = setup();
    const stream = await page.open(1);
    await pass(44_000);
    expect(stream.signal.aborted).toBe(false);
    await pass(1100);
    expect(stream.signal.aborted).toBe(true);
    const before = page.read.length;
    await pass(700);
    expect(page.read.length).toBe(before);
    await pass(400);
    expect(page.read.length).toBe(before + 1);
  });

  it("looks while it is refused, and tries again when it is told to", async () => {
    let asked = 0;
    const page = setup({
      answer: () => {
        asked++;
        return new Response(null, { status: 503, headers: { "Retry-After": "10" } });
      },
    });
    await pass(14_900);
    expect(asked).toBe(1);
    expect(page.read).toHaveLength(14);
    await pass(200);
    expect(asked).toBe(2);
  });

  it("waits longer and longer for a server that does not answer", async () => {
    let asked = 0;
    setup({
      answer: () => {
        asked++;
        throw new TypeError("failed to fetch");
      },
    });
    await pass(0);
    const at = [asked];
    for (const ms of [1000, 2000, 4000, 8000]) {
      // oxlint-disable-next-line no-await-in-loop -- one pause after the other
      await pass(ms);
      at.push(asked);
    }
    expect(at).toEqual([1, 2, 3, 4, 5]);
    await pass(3_600_000);
    expect(asked).toBeGreaterThan(60);
    expect(asked).toBeLessThan(75);
  });

  it("lets the page find out that it may no longer", async () => {
    const page = setup({ every: false, answer: () => new Response(null, { status: 404 }) });
    await pass(1000);
    expect(page.read).toEqual(["all"]);
  });

  it("does nothing while it is hidden, and begins anew when it is shown", async () => {
    const page = setup();
    const stream = await page.open(1);
    await pass(1000);
    page.hide(true);
    expect(stream.signal.aborted).toBe(true);
    await pass(600_000);
    expect(page.streams).toHaveLength(1);
    expect(page.read).toEqual(["all"]);
    page.hide(false);
    await page.open(2);
    expect(page.read).toEqual(["all", "all"]);
  });

  it("stops for good", async () => {
    const page = setup();
    const stream = await page.open(1);
    stop();
    page.hide(false);
    await pass(600_000);
    expect(stream.signal.aborted).toBe(true);
    expect(page.streams).toHaveLength(1);
    expect(page.read).toEqual(["all"]);
  });
});
