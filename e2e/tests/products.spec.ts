import type { Browser, Page } from "@playwright/test";
import { signIn } from "./account.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

const SELLER = "seller@demo.example";
const DEMO_PASSWORD = "lantern-and-moss-7";
const STORE = "northlight-coffee";

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name });
const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true });

/** A page of the store's dashboard, signed in on the way. */
async function sell(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await signIn(page, SELLER, DEMO_PASSWORD);
  await page.waitForURL((url) => url.pathname === path);
}

/** Somebody else of the team, at another device. */
async function colleague(browser: Browser, path: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await sell(page, path);
  return { page, close: () => context.close() };
}

const products = `/dashboard/stores/${STORE}/products`;

/** Makes a product with two options and six variants; gives its page's path. */
async function newShirt(page: Page, name: string): Promise<string> {
  await page.goto(`${products}/new`);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page
    .getByRole("textbox", { name: /^Description ?Optional/ })
    .fill("Soft **linen**.\n\n- cold wash");
  for (const [option, first, more] of [
    ["Size", "S", ["M", "L"]],
    ["Colour", "Blue", ["White"]],
  ] as const) {
    await page.getByRole("button", { name: "Add an option" }).click();
    const fresh = page.getByRole("group", { name: "Add an option" });
    await fresh.getByLabel("Option").fill(option);
    await fresh.getByLabel("First value").fill(first);
    await fresh.getByRole("button", { name: "Add", exact: true }).click();
    for (const value of more) {
      const next = page.getByRole("group", { name: option }).getByLabel("Add a value");
      await next.fill(value);
      await next.press("Enter");
    }
  }
  const fill = page.getByRole("group", { name: "Fill many variants" });
  for (const [field, amount] of [
    ["price", "39.90"],
    ["quantity", "5"],
  ] as const) {
    await fill.getByLabel("Set").selectOption(field);
    await fill.getByLabel("To", { exact: true }).fill(amount);
    await fill.getByRole("button", { name: "Fill in" }).click();
  }
  await page.getByLabel("Price: L / White").fill("44.90");
  await page.getByLabel("Who sees it").selectOption("active");
  await page.getByRole("button", { name: "Create product" }).click();
  await expect(heading(page, name)).toBeVisible();
  await expect(page).toHaveURL(/products\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

// A stale version is refused: that is what this is about.
test.use({ allowed: [/412 \(Precondition Failed\)/] });

test("two merchants edit one product, and the later one chooses field by field", async ({
  page,
  browser,
}) => {
  test.slow();
  const name = `Linen shirt ${Date.now()}`;
  await sell(page, products);
  const path = await newShirt(page, name);
  await expect(page.getByLabel("Price: S / Blue")).toHaveValue("39.90");
  await expectAccessible(page);

  // The first one renames it, says another brand and lowers a price.
  const other = await colleague(browser, path);
  await expect(heading(other.page, name)).toBeVisible();
  await other.page.getByRole("textbox", { name: "Name", exact: true }).fill(`${name} of theirs`);
  await other.page.getByLabel("Brand").fill("Their brand");
  await other.page.getByLabel("Price: S / Blue").fill("35");
  await save(other.page).click();
  await expect(heading(other.page, `${name} of theirs`)).toBeVisible();

  // The later one renames it, too, changes the same price, and another one.
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(`${name} of mine`);
  await page.getByLabel("Price: S / Blue").fill("30");
  await page.getByLabel("Price: M / Blue").fill("31");
  await save(page).click();
  const conflict = page.getByRole("region", { name: "Somebody else has changed this meanwhile" });
  await expect(conflict).toBeVisible();
  await expectAccessible(page);
  const field = (title: string) => conflict.getByRole("group", { name: title });
  const ready = conflict.getByRole("button", { name: "Save what I chose" });
  await expect(field("Name").getByText(`${name} of theirs`)).toBeVisible();
  await expect(
    field("Brand").getByRole("radio", { name: "Saved version Their brand" }),
  ).toBeChecked();
  await expect(field("M / Blue: Price").getByRole("radio", { name: /Your version/ })).toBeChecked();
  await expect(ready).toBeDisabled();

  await field("Name")
    .getByRole("radio", { name: /Your version/ })
    .check();
  await field("S / Blue: Price")
    .getByRole("radio", { name: /Saved version/ })
    .check();
  await ready.click();
  await expect(heading(page, `${name} of mine`)).toBeVisible();
  await expect(page.getByLabel("Brand")).toHaveValue("Their brand");
  await expect(page.getByLabel("Price: S / Blue")).toHaveValue("35.00");
  await expect(page.getByLabel("Price: M / Blue")).toHaveValue("31.00");

  // Nothing was overwritten silently: the colleague, who still has the version before, is told in turn.
  await other.page.getByLabel("Brand").fill("Once more");
  await save(other.page).click();
  await expect(
    other.page.getByRole("heading", { name: "Somebody else has changed this meanwhile" }),
  ).toBeVisible();
  await other.close();
});

test("a bulk change is shown first, made, and undone", async ({ page }) => {
  test.slow();
  const word = `bulk${Date.now()}`;
  await sell(page, products);
  for (const name of [`${word} one`, `${word} two`]) {
    await page.goto(`${products}/new`);
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    await page.getByLabel("Price: This product").fill("20");
    await page.getByLabel("Who sees it").selectOption("active");
    await page.getByRole("button", { name: "Create product" }).click();
    await expect(heading(page, name)).toBeVisible();
  }
  await page.goto(`${products}?q=${word}`);
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  await page
    .getByRole("region", { name: "Selection" })
    .getByRole("button", { name: "Change" })
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Price", { exact: true }).selectOption("decrease_percent");
  await dialog.getByLabel("Percent").fill("25");
  await dialog.getByLabel("Compared with").selectOption("previous_price");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Show what changes" }).click();
  await expect(dialog.getByText("4 changes in 2 products.")).toBeVisible();
  await expect(dialog.getByText("€15.00").first()).toBeVisible();
  await dialog.getByRole("button", { name: "Make 4 changes" }).click();
  await expect(page.getByText("€15.00")).toHaveCount(2);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("All is as it was.")).toBeVisible();
  await expect(page.getByText("€15.00")).toHaveCount(0);
});
