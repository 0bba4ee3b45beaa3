import type { Page } from "@playwright/test";
import { enter, OPERATOR, pagesFrom, ready, SELLER, STORE } from "./dashboard.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

const PLACES = [
  { place: "a store", start: STORE, email: SELLER },
  { place: "the marketplace", start: "/dashboard", email: OPERATOR },
] as const;

for (const { place, start, email } of PLACES) {
  test(`every page of ${place} is accessible @a11y`, async ({ page }) => {
    test.setTimeout(300_000);
    await enter(page, start, email);
    for (const path of await pagesFrom(page)) {
      await test.step(path, async () => {
        await page.goto(path);
        await ready(page);
        await expectAccessible(page);
      });
    }
  });

  test(`no page of ${place} is wider than the narrowest phone @phone`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.setViewportSize({ width: 360, height: 740 });
    await enter(page, start, email);
    for (const path of await pagesFrom(page)) {
      await page.goto(path);
      await ready(page);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect([path, width <= 360]).toEqual([path, true]);
    }
  });

  test(`every page of ${place} can be used with the keyboard alone`, async ({ page }) => {
    test.setTimeout(300_000);
    await enter(page, start, email);
    for (const path of await pagesFrom(page)) {
      await test.step(path, async () => {
        await page.goto(path);
        await ready(page);
        expect(await missedByTab(page)).toEqual([]);
      });
    }
  });
}

/** Goes through a page with the Tab key; gives what cannot be reached, and where one does not see that one is there. */
async function missedByTab(page: Page): Promise<string[]> {
  const wanted = await page.evaluate(() => {
    const all = document.querySelectorAll<HTMLElement>(
      "#main :is(a[href], button, input, select, textarea, summary, [tabindex='0'], [contenteditable=true])",
    );
    let count = 0;
    for (const one of all) {
      const isOut =
        one.matches(":disabled, [tabindex='-1'], [type=hidden]") ||
        !one.checkVisibility({ visibilityProperty: true }) ||
        one.closest("[inert]") !== null ||
        // Of radio buttons one can be reached, the arrow keys go on from there.
        (one.matches("[type=radio]") && !one.matches(":checked")) ||
        (one.closest("details:not([open])") !== null && !one.matches("summary"));
      if (!isOut) one.dataset.walk = String(count++);
    }
    document.querySelector<HTMLElement>("#main")?.focus();
    return count;
  });
  const faults: string[] = [];
  const reached = new Set<string>();
  for (let step = 0; step < wanted + 20; step++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement as HTMLElement | null;
      if (!one?.closest("#main")) return null;
      const style = getComputedStyle(one);
      const outline = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0;
      const box = one.getBoundingClientRect();
      const seen = outline || style.boxShadow !== "none" || one.matches("input, select, textarea");
      return {
        walk: one.dataset.walk,
        name: `${one.tagName} ${one.getAttribute("aria-label") ?? one.textContent.slice(0, 40)}`,
        seen: seen && box.bottom > 0 && box.top < innerHeight,
      };
    });
    if (!at) break;
    if (at.walk) reached.add(at.walk);
    if (!at.seen) faults.push(`not seen: ${at.name}`);
  }
  const missed = await page.evaluate(
    (known) =>
      [...document.querySelectorAll<HTMLElement>("#main [data-walk]")]
        .filter((one) => !known.includes(one.dataset.walk ?? ""))
        .map((one) => `not reached: ${one.outerHTML.slice(0, 120)}`),
    [...reached],
  );
  return [...faults, ...missed];
}

test("Ctrl K leads anywhere, and Escape back to where one was", async ({ page }) => {
  await enter(page, STORE, SELLER);
  const link = page.getByRole("banner").getByRole("link", { name: "Overview" });
  await link.focus();
  await page.keyboard.press("Control+k");
  const search = page.getByRole("combobox", { name: /Search pages/ });
  await expect(search).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(search).toBeHidden();
  await expect(link).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("ridge");
  await expect(page.getByRole("option")).toHaveCount(1);
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/dashboard/stores/ridgeline");
  await expect(page.getByRole("button", { name: /Where you work: Ridgeline/ })).toBeVisible();
});

test("? lists the keys, and g with a letter goes to a page", async ({ page }) => {
  await enter(page, "/dashboard", OPERATOR);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await expect(page).toHaveURL("/dashboard");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await expect(page.getByRole("heading", { level: 1, name: "Accounts" })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("gu?");
  await expect(page.getByRole("searchbox")).toHaveValue("gu?");
});

test("staff see what they may do, and are told what is for others", async ({ page }) => {
  await enter(page, "/dashboard/stores/ridgeline", SELLER);
  const menu = page.getByRole("banner").getByRole("navigation", { name: "Dashboard" });
  await expect(menu.getByRole("link", { name: "Overview" })).toBeVisible();
  await expect(menu.getByRole("link", { name: "Analytics" })).toBeHidden();
  await page.getByRole("button", { name: /Where you work/ }).click();
  await page.getByRole("list", { name: "Stores" }).getByRole("link", { name: "Northlight" }).click();
  await expect(page).toHaveURL(STORE);
  for (const path of ["/dashboard/users", "/dashboard/stores/linden-books"]) {
    await page.goto(path);
    await expect(
      page.getByRole("heading", { level: 1, name: "This page is not for you" }),
    ).toBeVisible();
  }
});
