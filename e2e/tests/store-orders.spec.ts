import type { Browser, Page } from "@playwright/test";
import { newEmail, openMail, signIn } from "./account.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { addToCart, allProducts, fillCheckout, goToPayment, payAndSeeIt } from "./shop.ts";

const SELLER = "seller@demo.example";
const OPERATOR = "admin@demo.example";
const DEMO_PASSWORD = "lantern-and-moss-7";
const STORE = "northlight-coffee";

/** Somebody of the demo in a browser of their own, at a page of the dashboard. */
async function atWork(browser: Browser, email: string, path: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(path);
  await signIn(page, email, DEMO_PASSWORD);
  await page.waitForURL((url) => url.pathname + url.search === path);
  return { page, close: () => context.close() };
}

test("a store ships a part of an order and refunds an item; the buyer sees and is told", async ({
  page,
  browser,
  request,
}) => {
  test.slow();
  const product = (await allProducts(request, `&store=${STORE}&inStock=true`)).find(
    (one) => one.variantCount === 1 && one.quantityAvailable >= 8,
  );
  if (!product) throw new Error("the store has nothing to sell");
  const email = newEmail("parcel");
  await addToCart(page, product, 3);
  await page.goto("/checkout");
  await fillCheckout(page, email);
  await goToPayment(page);
  await payAndSeeIt(page);
  const order = page.url();
  const title = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  const number = title.replace("Order ", "");

  const seller = await atWork(browser, SELLER, `/dashboard/stores/${STORE}/orders?q=${number}`);
  const desk = seller.page;
  await desk.getByRole("link", { name: number }).click();
  await expect(desk.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expectAccessible(desk);

  await desk.getByRole("button", { name: "Ship" }).click();
  const dialog = desk.getByRole("dialog");
  await dialog.getByLabel(`Pieces of ${product.name}`).fill("2");
  await dialog.getByLabel("Carrier").selectOption("dhl");
  await dialog.getByLabel("Tracking number").fill("00340434161094042557");
  await expectAccessible(desk);
  await dialog.getByRole("button", { name: "Ship" }).click();
  await expect(desk.getByText("2 of 3 shipped")).toBeVisible();

  await page.goto(order);
  await expect(page.getByText(/^On its way with DHL/)).toBeVisible();
  await expect(page.getByRole("link", { name: "Follow it at DHL" })).toHaveAttribute(
    "href",
    /^https:\/\/www\.dhl\.com\/.*00340434161094042557$/,
  );
  await expectAccessible(page);

  await desk.getByRole("button", { name: "Refund" }).click();
  await dialog.getByLabel(`Pieces of ${product.name}`).fill("1");
  await dialog.getByLabel("Reason, for the buyer").fill("One bag was open.");
  await dialog.getByRole("button", { name: /^Refund / }).click();
  await expect(desk.getByRole("heading", { name: /^Refunded · / })).toBeVisible();

  await desk.getByLabel("New note").fill("Was kind about it.");
  await desk.getByRole("button", { name: "Add note" }).click();
  await expect(desk.getByText("Was kind about it.")).toBeVisible();

  await page.reload();
  await expect(page.getByText("One bag was open.")).toBeVisible();
  await expect(page.getByText("Was kind about it.")).toHaveCount(0);
  await page.getByRole("link", { name: /^Invoice of / }).click();
  await expect(page.getByRole("article", { name: /^Invoice NORTHLIGHT-COFFEE-\d{5}$/ })).toBeVisible();
  await expectAccessible(page);

  await openMail(page, email, new RegExp(`back for your order ${number}`));
  await expect(page.getByRole("region", { name: "As plain text" })).toContainText("One bag was open.");
  await openMail(page, email, new RegExp(`^On its way: your order ${number}`));
  await expect(page.getByRole("region", { name: "As plain text" })).toContainText(`2 × ${product.name}`);
  await openMail(page, SELLER, new RegExp(`^New order ${number}`));
  await seller.close();

  const operator = await atWork(browser, OPERATOR, `/dashboard/orders?q=${number}`);
  await operator.page.getByRole("link", { name: number }).click();
  await expect(operator.page.getByRole("heading", { name: "Refunds at the payment provider" })).toBeVisible();
  await expect(operator.page.getByText("Sent back")).toBeVisible();
  await expectAccessible(operator.page);
  await operator.close();
});
