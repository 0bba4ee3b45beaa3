import type { Page } from "@playwright/test";
import { followMail, newEmail, signIn } from "./account.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { allProducts, pathOf, type Summary } from "./shop.ts";

const SELLER = "seller@demo.example";
const DEMO_PASSWORD = "lantern-and-moss-7";
const STORE = "northlight-coffee";

/** A simple product of the seller's that the other tests leave alone: they take the first ones, and the scarcest. */
async function own(page: Page): Promise<Summary> {
  const found = (await allProducts(page.request, `&inStock=true&store=${STORE}`)).filter(
    (product) => product.variantCount === 1 && product.quantityAvailable >= 8,
  );
  const last = found.at(-1);
  if (!last) throw new Error("the demo has no such product");
  return last;
}

const stockOf = (page: Page, name: string) =>
  page.getByRole("textbox", { name: `Stock of ${name}`, exact: true });

/** Types into the list and waits for what it says. */
async function change(page: Page, name: string, typed: string, said: RegExp): Promise<void> {
  await stockOf(page, name).fill(typed);
  await page.keyboard.press("Enter");
  await expect(page.getByText(said)).toBeVisible();
}

// More is taken away than there is.
test.use({ allowed: [/409 \(Conflict\)/] });

test("a seller keeps the stock, and whoever waits for something is told", async ({
  page,
  browser,
}) => {
  test.slow();
  const product = await own(page);
  const { name, quantityAvailable: before } = product;
  await page.goto(`/dashboard/stores/${STORE}/inventory?q=${encodeURIComponent(name)}`);
  await signIn(page, SELLER, DEMO_PASSWORD);
  await expect(page.getByRole("heading", { level: 1, name: "Inventory" })).toBeVisible();

  // By a difference, taken back, and by a count.
  await change(page, name, "+5", new RegExp(`${before} → ${before + 5}`));
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(stockOf(page, name)).toHaveValue(String(before));
  await stockOf(page, name).fill("-99999");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "Fewer pieces are left" })).toBeVisible();
  await page.keyboard.press("Escape");
  await change(page, name, "0", new RegExp(`${before} → 0`));
  const list = page.getByRole("region", { name: "Stock", exact: true });
  await expect(list.getByText("Sold out")).toBeVisible();
  await expectAccessible(page);

  // Its history tells all of it.
  await page.getByRole("button", { name, exact: true }).click();
  const history = page.getByRole("dialog", { name: "History" });
  await expect(history.getByRole("listitem").nth(0)).toContainText("Counted");
  await expect(history.getByRole("listitem").nth(1)).toContainText("Correction");
  await expect(history.getByRole("listitem").nth(2)).toContainText("+5");
  await expect(history).toContainText("by Jonas Weber");
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  // A guest waits for it.
  const guest = await browser.newContext();
  const shop = await guest.newPage();
  const email = newEmail("waiting");
  await expect(async () => {
    await shop.goto(pathOf(product)); // shown from a cache for some seconds
    await expect(shop.getByLabel("Your email address")).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expectAccessible(shop);
  await shop.getByLabel("Your email address").fill(email);
  await shop.getByRole("button", { name: "Tell me" }).click();
  await expect(shop.getByText("Look into your mail")).toBeVisible();
  await followMail(shop, email, /^Shall we tell you when/);
  await shop.getByRole("button", { name: "Yes, tell me" }).click();
  await expect(shop.getByRole("heading", { level: 1, name: "Done" })).toBeVisible();

  // It is back.
  await change(page, name, String(before), new RegExp(`0 → ${before}`));
  await followMail(shop, email, new RegExp(`^${name} is back`));
  await expect(shop.getByRole("heading", { level: 1, name })).toBeVisible();
  await guest.close();
});
