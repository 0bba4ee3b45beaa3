import { describe, expect, it } from "vitest";
import { ApiError } from "./problem.ts";
import { type Message, type SessionEvent, Tokens } from "./tokens.ts";
import type { SignIn } from "./types.ts";

const MINUTE = 60_000;
const user = (id: string) => ({ id }) as SignIn["user"] & object;
const signIn = (accessToken: string, of = "ada"): SignIn => ({
  status: "signed_in",
  accessToken,
  expiresIn: 900,
  user: user(of),
});

/** A server with one session. A refresh token works once; using it again ends the session. */
function server() {
  let refresh = 1;
  let alive = true;
  let made = 0;
  let trouble: number | null = null;
  let down: number | null = null;
  const valid = new Set<string>();
  const log: string[] = [];
  const bodies: string[] = [];
  return {
    log,
    bodies,
    accept: (token: string) => valid.add(token),
    /** The cookies of the browser, which all tabs share. */
    cookies: { refresh: 1, signedIn: true },
    expireAccess: () => valid.clear(),
    endSession: () => {
      alive = false;
      valid.clear();
    },
    /** Answers the next refresh with this status. */
    fail: (status: number) => (trouble = status),
    /** Answers everything with this status, until null. */
    failAll: (status: number | null) => (down = status),
    answer(request: Request, cookies: { refresh: number; signedIn: boolean }): Response {
      const { pathname } = new URL(request.url);
      if (down) return new Response(null, { status: down });
      log.push(`${request.method} ${pathname} ${request.headers.get("Authorization") ?? "-"}`);
      if (pathname === "/api/v1/auth/logout") {
        alive = false;
        cookies.signedIn = false;
        return new Response(null, { status: 204 });
      }
      if (pathname === "/api/v1/auth/refresh") {
        if (trouble) {
          const status = trouble;
          trouble = null;
          return Response.json({ code: "trouble" }, { status, headers: { "Retry-After": "7" } });
        }
        if (!alive || cookies.refresh !== refresh) {
          alive = false;
          return Response.json({ code: "unauthenticated" }, { status: 401 });
        }
        refresh += 1;
        cookies.refresh = refresh;
        made += 1;
        valid.add(`token-${made}`);
        return Response.json(signIn(`token-${made}`));
      }
      const token = request.headers.get("Authorization")?.slice("Bearer ".length);
      return token && valid.has(token) && alive
        ? Response.json({ ok: true })
        : Response.json({ code: "unauthenticated" }, { status: 401 });
    },
  };
}

/** Tabs of one browser: they share its cookies, its lock and its channel. */
function browser() {
  const backend = server();
  const ears: { tab: number; listener: (message: Message) => void }[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  let clock = 0;
  let tabs = 0;
  const send = async (request: Request) => {
    const body = await request.text();
    if (body) backend.bodies.push(body);
    return backend.answer(request, backend.cookies);
  };
  const open = () => {
    const tab = ++tabs;
    return new Tokens({
      fetch: send,
      post: (path) => send(new Request(`http://shop.test${path}`, { method: "POST" })),
      alone<T>(task: () => Promise<T>): Promise<T> {
        const turn = queue.then(task, task);
        queue = turn.catch(() => {});
        return turn;
      },
      tell: (message) => ears.filter((one) => one.tab !== tab).forEach(({ listener }) => listener(message)),
      hear: (listener) => ears.push({ tab, listener }),
      isSignedIn: () => backend.cookies.signedIn,
      forget: () => (backend.cookies.signedIn = false),
      now: () => clock,
    });
  };
  return { backend, open, pass: (ms: number) => (clock += ms) };
}

const ask = (body?: string) =>
  new Request("http://shop.test/api/v1/me", body ? { method: "PATCH", body } : undefined);
const refreshes = (log: string[]) => log.filter((line) => line.includes("/auth/refresh")).length;

describe("a request in a session", () => {
  it("has a token, which is asked for once for many requests", async () => {
    const { backend, open } = browser();
    const tab = open();
    const answers = await Promise.all([tab.fetch(ask()), tab.fetch(ask()), tab.fetch(ask())]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(refreshes(backend.log)).toBe(1);
  });

  it("uses the token of the sign-in, and renews it before it ends", async () => {
    const { backend, open, pass } = browser();
    const tab = open();
    backend.accept("given");
    tab.adopt(signIn("given"));
    await tab.fetch(ask());
    pass(14 * MINUTE);
    await tab.fetch(ask());
    pass(MINUTE);
    expect((await tab.fetch(ask())).status).toBe(200);
    expect(backend.log).toEqual([
      "GET /api/v1/me Bearer given",
      "GET /api/v1/me Bearer given",
      "POST /api/v1/auth/refresh -",
      "GET /api/v1/me Bearer token-1",
    ]);
  });

  it("is repeated once, whole, when its token no longer works", async () => {
    const { backend, open } = browser();
    const tab = open();
    await tab.fetch(ask());
    backend.expireAccess();
    expect((await tab.fetch(ask('{"name":"Ada"}'))).status).toBe(200);
    expect(backend.bodies).toEqual(['{"name":"Ada"}', '{"name":"Ada"}']);
    expect(refreshes(backend.log)).toBe(2);
  });

  it("is not repeated when something else than its token is refused", async () => {
    const { backend, open } = browser();
    const tab = open();
    await tab.fetch(ask());
    backend.answer = (request) => {
      backend.log.push(request.method);
      return Response.json({ code: "sign_in_failed" }, { status: 401 });
    };
    backend.log.length = 0;
    expect((await tab.fetch(ask("{}"))).status).toBe(401);
    expect(backend.log).toEqual(["PATCH"]);
  });

  it("goes without a token when nobody is signed in", async () => {
    const { backend, open } = browser();
    backend.cookies.signedIn = false;
    expect((await open().fetch(ask())).status).toBe(401);
    expect(backend.log).toEqual(["GET /api/v1/me -"]);
  });
});

describe("several tabs", () => {
  it("never use a refresh token twice", async () => {
    const { backend, open } = browser();
    const tabs = [open(), open(), open(), open()];
    const answers = await Promise.all(tabs.map((tab) => tab.fetch(ask())));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(refreshes(backend.log)).toBe(1);
    backend.expireAccess();
    const later = await Promise.all(tabs.flatMap((tab) => [tab.fetch(ask()), tab.fetch(ask())]));
    expect(later.every((answer) => answer.ok)).toBe(true);
    expect(refreshes(backend.log)).toBe(2);
  });

  it("take over who signs in or out in one of them", async () => {
    const { backend, open } = browser();
    const [first, second] = [open(), open()];
    const seen: SessionEvent[] = [];
    second.subscribe((event) => seen.push(event));
    first.adopt(signIn("a", "ada"));
    first.adopt(signIn("b", "ada"));
    first.adopt(signIn("c", "grace"));
    await first.signOut();
    expect(seen).toEqual([
      { kind: "signed_in", userId: "ada" },
      { kind: "signed_in", userId: "grace" },
      { kind: "signed_out" },
    ]);
    backend.log.length = 0;
    await second.fetch(ask());
    expect(backend.log).toEqual(["GET /api/v1/me -"]);
  });
});

describe("a session that ended", () => {
  it("is forgotten, and told once", async () => {
    const { backend, open } = browser();
    const tab = open();
    const seen: SessionEvent[] = [];
    await tab.fetch(ask());
    tab.subscribe((event) => seen.push(event));
    backend.endSession();
    expect((await tab.fetch(ask())).status).toBe(401);
    expect(backend.cookies.signedIn).toBe(false);
    expect(seen).toEqual([{ kind: "signed_out" }]);
    backend.log.length = 0;
    await tab.fetch(ask());
    expect(backend.log).toEqual(["GET /api/v1/me -"]);
  });

  it("is not taken for one when the server is only in trouble", async () => {
    const { backend, open } = browser();
    const tab = open();
    for (const status of [429, 503]) {
      backend.fail(status);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(tab.fetch(ask())).rejects.toMatchObject({ status, retryAfter: 7 });
    }
    expect(backend.cookies.signedIn).toBe(true);
    expect((await tab.fetch(ask())).status).toBe(200);
  });

  it("stays when signing out does not reach the server", async () => {
    const { backend, open } = browser();
    const tab = open();
    await tab.fetch(ask());
    backend.failAll(503);
    await expect(tab.signOut()).rejects.toBeInstanceOf(ApiError);
    backend.failAll(null);
    expect((await tab.fetch(ask())).status).toBe(200);
  });
});
