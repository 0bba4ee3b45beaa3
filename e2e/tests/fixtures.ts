import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type BrowserContext, expect, type Page, type Request, test as base } from "@playwright/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
type Violation = {
  id: string;
  impact: string | null;
  help: string;
  nodes: { target: unknown[] }[];
};

/** Fails on anything that axe finds. page.evaluate is not subject to the page's CSP, so that stays in force. */
export async function expectAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as {
      axe: { run(c: unknown, o: unknown): Promise<{ violations: unknown[] }> };
    };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    return (await runner.run(document, { runOnly: tags, resultTypes: ["violations"] }))
      .violations as Violation[];
  });
  const found = violations.map(
    (one) =>
      `${one.id} (${one.impact}): ${one.help} ${one.nodes.map((node) => node.target.join(" ")).join(" | ")}`,
  );
  expect(found).toEqual([]);
}

/** What pages of a context have asked for and not got yet, and when that changed last. */
const traffic = new WeakMap<BrowserContext, { open: Set<Request>; changedAt: number }>();

/** The stream of what happens has no end. */
export const isStream = (request: Request) => new URL(request.url()).pathname.endsWith("/events");

function count(context: BrowserContext) {
  const seen = { open: new Set<Request>(), changedAt: Date.now() };
  traffic.set(context, seen);
  context.on("request", (request) => {
    if (isStream(request)) return;
    seen.open.add(request);
    seen.changedAt = Date.now();
  });
  const done = (request: Request) => {
    if (seen.open.delete(request)) seen.changedAt = Date.now();
  };
  context.on("requestfinished", done);
  context.on("requestfailed", done);
  return seen;
}

/**
 * Waits until a page has asked for nothing for half a second. Playwright's "networkidle" would wait for the stream of
 * what happens, too.
 */
export async function idle(page: Page): Promise<void> {
  await page.waitForLoadState("load");
  const seen = traffic.get(page.context()) ?? count(page.context());
  await expect
    .poll(() => seen.open.size === 0 && Date.now() - seen.changedAt > 500, { intervals: [100] })
    .toBe(true);
}

/** Collects what must not happen in any page of a context: errors, console errors, violations of the CSP. */
export function watch(context: BrowserContext, allowed: RegExp[] = []): string[] {
  count(context);
  const bad: string[] = [];
  const add = (text: string) => {
    if (!allowed.some((one) => one.test(text))) bad.push(text);
  };
  context.on("weberror", (error) => add(`page error: ${error.error().message}`));
  context.on("console", (message) => {
    if (message.type() === "error") add(`console: ${message.text()} ${message.location().url}`);
  });
  return bad;
}

/** Every test fails on an error in a page. `allowed` names those that the test provokes. */
export const test = base.extend<{ allowed: RegExp[]; strict: void }>({
  allowed: [[], { option: true }],
  strict: [
    async ({ context, allowed }, use) => {
      const bad = watch(context, allowed);
      await use();
      expect(bad).toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };
