import { expect, type Page } from "@playwright/test";
import { signIn } from "./account.ts";
import { idle } from "./fixtures.ts";

/** The accounts of the demo. */
export const OPERATOR = "admin@demo.example";
export const SELLER = "seller@demo.example";
export const DEMO_PASSWORD = "lantern-and-moss-7";

/** The store that the demo's seller owns. */
export const STORE = "/dashboard/stores/northlight-coffee";

/** Signs in on the way to a page of the dashboard. */
export async function enter(page: Page, path: string, email: string): Promise<void> {
  await page.goto(path);
  await expect(page).toHaveURL(/\/login\?returnTo=/);
  await signIn(page, email, DEMO_PASSWORD);
  await page.waitForURL((url) => url.pathname + url.search === path);
  await ready(page);
}

/** Waits until a page is drawn with all that it asks for. */
export async function ready(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await idle(page);
}

/** What tells one from another in a path: ids, numbers, and the names of stores. */
const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=\/)\d+$|(?<=\/all-stores\/)[^/]+/g;

/** The path of one of many, as that of all of them. */
export const kindOf = (path: string) => path.replaceAll(ID, "one");

/**
 * Every page that somebody gets to: those of the menu, and, of each, one of every kind that is below it, such as the
 * first product and the form for a new one. What is added to the menu is found without a change here.
 */
export async function pagesFrom(page: Page): Promise<string[]> {
  const menu = await page
    .locator('header nav[aria-label="Dashboard"] a')
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const found = new Map<string, string>();
  const keep = (path: string) => {
    const kind = kindOf(path);
    if (!found.has(kind)) found.set(kind, path);
  };
  menu.forEach(keep);
  for (const path of menu) {
    await page.goto(path);
    await ready(page);
    const links = await page
      .locator(`#main a[href^="${path}/"]`)
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).pathname));
    links.filter((link) => !found.has(link)).forEach(keep);
  }
  return [...found.values()];
}
