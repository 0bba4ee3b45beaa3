import type { Page } from "@playwright/test";
import { newAccount, openMail, signIn } from "./account.ts";
import { DEMO_PASSWORD, SELLER } from "./dashboard.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { addToCart, allProducts, fillCheckout, goToPayment, payAndSeeIt } from "./shop.ts";

const PAGE = "/account/notifications";

/** The switch of a topic, once a change of it was kept. */
const turn = async (page: Page, name: string, on: boolean) => {
  await page.getByRole("switch", { name }).setChecked(on);
  await expect(
    page.getByText(on ? "You get these mails from now on." : "You get no more of these mails."),
  ).toBeVisible();
};

test("somebody chooses which mails they get, and has one sent to see @a11y", async ({ page }) => {
  const email = await newAccount(page, "mails");
  await page.getByRole("link", { name: "Notifications" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Notifications" })).toBeVisible();
  await expect(page.getByRole("switch")).toHaveCount(1);
  await turn(page, "Back in stock", false);
  await page.reload();
  await expect(page.getByRole("switch", { name: "Back in stock" })).not.toBeChecked();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send a test mail" }).click();
  await expect(page.getByText("A test mail is on its way.")).toBeVisible();
  await openMail(page, email, /^Mails of Rialto arrive/);
});

test("a merchant unsubscribes by the link in a mail, and changes their mind", async ({
  page,
  browser,
  request,
}) => {
  test.slow();
  const product = (await allProducts(request, "&inStock=true&store=northlight-coffee")).find(
    (one) => one.storeSlug === "northlight-coffee" && one.variantCount === 1,
  );
  if (!product) throw new Error("the seller has nothing in stock");
  await addToCart(page, product);
  await page.goto("/checkout");
  await fillCheckout(page, "reader@example.com");
  await goToPayment(page);
  await payAndSeeIt(page);
  await openMail(page, SELLER, /^New order /);
  const link = page
    .getByRole("region", { name: "As plain text" })
    .getByRole("link", { name: /\/unsubscribe\// });
  const path = new URL((await link.getAttribute("href")) ?? "").pathname;
  const address = (await link.getAttribute("href")) ?? "";
  expect(path).toBe("/unsubscribe/store_orders");

  // Somebody who is not signed in anywhere.
  const reader = await (await browser.newContext()).newPage();
  await reader.goto(address);
  await expect(
    reader.getByRole("heading", { name: "Do you want no more mails about new orders of your stores?" }),
  ).toBeVisible();
  await expectAccessible(reader);
  await reader.getByRole("button", { name: "Yes, stop these mails" }).click();
  await expect(
    reader.getByRole("heading", { name: "You get no more mails about new orders of your stores." }),
  ).toBeVisible();
  await expectAccessible(reader);

  await page.goto(`/login?returnTo=${PAGE}`);
  await signIn(page, SELLER, DEMO_PASSWORD);
  await expect(page.getByRole("switch")).toHaveCount(4);
  await expect(page.getByRole("switch", { name: "New orders" })).not.toBeChecked();
  await expect(page.getByRole("switch", { name: "Low stock" })).toBeChecked();

  await reader.getByRole("button", { name: "Get them again" }).click();
  await expect(
    reader.getByRole("heading", { name: "You get mails about new orders of your stores again." }),
  ).toBeVisible();
  await page.reload();
  await expect(page.getByRole("switch", { name: "New orders" })).toBeChecked();
  await reader.context().close();
});
