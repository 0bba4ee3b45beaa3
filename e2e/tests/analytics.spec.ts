import type { Page } from "@playwright/test";
import { signIn } from "./account.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { addToCart, allProducts, drawer, fillCheckout, goToPayment, payAndSeeIt } from "./shop.ts";

const STORE = "crumb-street";
const PATH = `/dashboard/stores/${STORE}/analytics`;

/** What the page says for a figure. */
const figure = (page: Page, name: string) =>
  page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) }).locator("dd").first();

const numberIn = async (page: Page, name: string) =>
  Number((await figure(page, name).innerText()).replaceAll(/[^\d]/g, ""));

async function manage(page: Page): Promise<void> {
  await page.goto(PATH);
  await signIn(page, "seller@demo.example", "lantern-and-moss-7");
  await expect(page.getByRole("heading", { level: 1, name: "Analytics" })).toBeVisible();
}

test("a manager finds a sale in the figures a moment after it is paid", async ({ page, browser, request }) => {
  test.slow();
  await manage(page);
  const before = { orders: await numberIn(page, "Orders"), revenue: await numberIn(page, "Net revenue") };

  const guest = await browser.newContext();
  const shop = await guest.newPage();
  const product = (await allProducts(request, `&inStock=true&store=${STORE}`)).find(
    (one) => one.variantCount === 1 && one.quantityAvailable > 3,
  );
  if (!product) throw new Error("no product");
  await addToCart(shop, product);
  await drawer(shop).getByRole("link", { name: "Go to checkout" }).click();
  await fillCheckout(shop, "guest@example.com");
  await goToPayment(shop);
  await payAndSeeIt(shop);
  await guest.close();

  await expect(async () => {
    await page.reload();
    await expect(figure(page, "Orders")).toBeVisible();
    expect(await numberIn(page, "Orders")).toBeGreaterThan(before.orders);
    expect(await numberIn(page, "Net revenue")).toBeGreaterThanOrEqual(
      before.revenue + product.price.amount,
    );
  }).toPass({ timeout: 30_000 });
  await page.getByLabel("Order by").selectOption("views");
  await expect(page).toHaveURL(/top=views/);
  await expect(page.getByRole("row").filter({ hasText: product.name })).toBeVisible();

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Top products as CSV" }).click();
  expect((await saved).suggestedFilename()).toBe(`${STORE}-products.csv`);
});

test("figures of other days are kept in the address, as charts and as tables @a11y", async ({ page }) => {
  await manage(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "90 days" }).click();
  await expect(page).toHaveURL(/days=90/);
  await expect(page.getByLabel("By", { exact: true })).toHaveValue("week");
  const chart = page.getByRole("figure", { name: "Net revenue" });
  await chart.getByRole("button").click();
  await expect(chart.getByRole("table")).toBeVisible();
  await expectAccessible(page);
});
