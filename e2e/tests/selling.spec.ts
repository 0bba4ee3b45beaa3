import type { Browser, Page } from "@playwright/test";
import { newAccount, newEmail, signIn } from "./account.ts";
import { DEMO_PASSWORD, OPERATOR } from "./dashboard.ts";
import { expect, test } from "./fixtures.ts";
import { drawer, fillCheckout, goToPayment, payAndSeeIt } from "./shop.ts";

const TRACKING = "00340434161094042557";

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name });
const menu = (page: Page) => page.getByRole("banner").getByRole("navigation", { name: "Dashboard" });
const steps = (page: Page) => page.getByRole("main").getByRole("listitem");

/** Somebody in a browser of their own. */
async function somebody(browser: Browser) {
  const context = await browser.newContext();
  return { page: await context.newPage(), leave: () => context.close() };
}

/** Waits for a mail in the mailbox of the development server, and gives its text. */
async function mailTo(page: Page, email: string, subject: string): Promise<string> {
  const mail = page.getByRole("main").getByRole("link", { name: subject }).first();
  await expect(async () => {
    await page.goto(`/dev/mail?to=${encodeURIComponent(email)}`);
    await expect(mail).toBeVisible({ timeout: 500 });
  }).toPass();
  await mail.click();
  return page.getByRole("region", { name: "As plain text" }).innerText();
}

/** How many mails somebody has got. */
async function mailCount(page: Page, email: string): Promise<number> {
  await page.goto(`/dev/mail?to=${encodeURIComponent(email)}`);
  return page.getByRole("main").getByRole("listitem").count();
}

/** Fills in all that is asked of a new store, and submits it. */
async function setUp(page: Page, name: string): Promise<void> {
  await page.goto("/dashboard/open-store");
  await expect(heading(page, "Open a store")).toBeVisible();
  await page.getByLabel("Name of the store").fill(name);
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(heading(page, "First steps")).toBeVisible();

  await steps(page).filter({ hasText: "Describe your store" }).getByRole("link").click();
  await page.getByLabel("About the store").fill("Bowls, thrown and fired by the canal.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();

  await page.getByRole("link", { name: "Business", exact: true }).click();
  await page.getByLabel("Legal name").fill("Ada Lovelace");
  await page.getByLabel("Street and number").fill("Canal Street 1");
  await page.getByLabel("Postal code").fill("10115");
  await page.getByLabel("City").fill("Berlin");
  await page.getByLabel("Country").selectOption("DE");
  await page.getByLabel("Email for buyers").fill("bowls@example.com");
  await page.getByLabel("Tax number").fill("DE123456789");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.").first()).toBeVisible();

  await page.getByRole("link", { name: "Payout", exact: true }).click();
  await page.getByLabel("Account holder").fill("Ada Lovelace");
  await page.getByLabel("IBAN").fill("DE89 3704 0044 0532 0130 00");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Account ending in 3000, Germany")).toBeVisible();

  await menu(page).getByRole("link", { name: "First steps" }).click();
  await page.getByRole("button", { name: "Accept the terms" }).click();
  await expect(page.getByText("5 of 5 done")).toBeVisible();
  await page.getByRole("button", { name: "Submit for approval" }).click();
  await expect(page.getByText("Your store is being looked at")).toBeVisible();
}

/** Makes a product with two options and six variants, and gives it three images. */
async function makeProduct(page: Page, name: string): Promise<void> {
  await menu(page).getByRole("link", { name: "Products" }).click();
  await page.getByRole("main").getByRole("link", { name: "New product" }).first().click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  for (const [option, first, more] of [
    ["Size", "Small", ["Middle", "Large"]],
    ["Glaze", "Sea", ["Sand"]],
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
    ["price", "24"],
    ["quantity", "5"],
  ] as const) {
    await fill.getByLabel("Set").selectOption(field);
    await fill.getByLabel("To", { exact: true }).fill(amount);
    await fill.getByRole("button", { name: "Fill in" }).click();
  }
  await expect(page.getByRole("textbox", { name: /^Price: / })).toHaveCount(6);
  await page.getByLabel("Price: Large / Sand").fill("31.50");
  await page.getByLabel("Who sees it").selectOption("active");
  await page.getByRole("button", { name: "Create product" }).click();
  await expect(heading(page, name)).toBeVisible();

  const files = await Promise.all([20, 140, 260].map((hue) => picture(page, `${hue}.png`, hue)));
  await page.getByLabel("Drop pictures here").setInputFiles(files);
  await expect(
    page.getByRole("list", { name: "Images", exact: true }).getByRole("listitem"),
  ).toHaveCount(3);
}

/** A picture in a colour of its own. */
async function picture(page: Page, name: string, hue: number) {
  const base64 = await page.evaluate((of) => {
    const canvas = document.createElement("canvas");
    canvas.width = 800;
    canvas.height = 600;
    const on = canvas.getContext("2d");
    if (!on) throw new Error("no canvas");
    on.fillStyle = `hsl(${of} 60% 75%)`;
    on.fillRect(0, 0, 800, 600);
    on.fillStyle = `hsl(${of} 60% 40%)`;
    on.fillRect(250, 150, 300, 300);
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  }, hue);
  return { name, mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
}

test("a new user opens a store, sells to a guest and ships; the buyer sees the tracking", async ({
  page: buyer,
  browser,
}) => {
  test.setTimeout(360_000);
  const seller = await somebody(browser);
  const operator = await somebody(browser);
  const mailbox = await somebody(browser);
  const at = Date.now().toString(36);
  const [name, slug, bowl] = [`Bowls ${at}`, `bowls-${at}`, `Bowl ${at}`];

  // The account is confirmed by the mail about it.
  const sellerEmail = await newAccount(seller.page, "potter");
  await setUp(seller.page, name);
  expect((await buyer.request.get(`/api/v1/stores/${slug}`)).status()).toBe(404);
  await mailTo(mailbox.page, sellerEmail, `The payout account of ${name} was changed`);

  // The operator lets the store in.
  await operator.page.goto("/dashboard/approvals");
  await signIn(operator.page, OPERATOR, DEMO_PASSWORD);
  await operator.page.getByRole("main").getByRole("link", { name }).click();
  await expect(heading(operator.page, name)).toBeVisible();
  await operator.page.getByRole("link", { name: "Approve", exact: true }).click();
  const question = operator.page.getByRole("dialog");
  await question.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(operator.page.getByText("The store is open.")).toBeVisible();
  expect(await mailTo(mailbox.page, sellerEmail, `${name} is open`)).toContain(slug);

  // The seller fills the shelf.
  await seller.page.goto(`/dashboard/stores/${slug}`);
  await makeProduct(seller.page, bowl);

  // A guest finds it and buys two of a variant.
  const buyerEmail = newEmail("guest");
  await buyer.goto(`/stores/${slug}`);
  await buyer.getByRole("main").getByRole("link", { name: bowl }).first().click();
  await expect(heading(buyer, bowl)).toBeVisible();
  await expect(buyer.getByRole("main").locator("img").first()).toBeVisible();
  await buyer.getByRole("radio", { name: /^Large/ }).check({ force: true });
  await buyer.getByRole("radio", { name: /^Sand/ }).check({ force: true });
  await expect(buyer.getByRole("main").getByText("€31.50").first()).toBeVisible();
  const quantity = buyer.getByRole("main").getByRole("textbox", { name: `Quantity of ${bowl}` });
  await quantity.fill("2");
  await quantity.press("Enter");
  await buyer.getByRole("main").getByRole("button", { name: "Add to cart" }).first().click();
  await expect(drawer(buyer).getByText("Large")).toBeVisible();
  await buyer.goto("/checkout");
  await fillCheckout(buyer, buyerEmail);
  await goToPayment(buyer);
  await payAndSeeIt(buyer);
  const order = buyer.url();
  const title = (await heading(buyer, /^Order /).textContent()) ?? "";
  const number = title.replace("Order ", "");
  await mailTo(mailbox.page, buyerEmail, `Your order ${number}`);
  await mailTo(mailbox.page, buyerEmail, `Your payment for order ${number}`);
  await mailTo(mailbox.page, sellerEmail, `New order ${number} for ${name}`);

  // The overview leads the seller to it; both bowls go out in one parcel.
  const desk = seller.page;
  await desk.goto(`/dashboard/stores/${slug}`);
  await desk.getByRole("link", { name: "1 order to ship" }).click();
  await desk.getByRole("main").getByRole("link", { name: number }).click();
  await expect(heading(desk, title)).toBeVisible();
  await desk.getByRole("button", { name: "Ship" }).click();
  const parcel = desk.getByRole("dialog");
  await parcel.getByLabel("Carrier").selectOption("dhl");
  await parcel.getByLabel("Tracking number").fill(TRACKING);
  await parcel.getByRole("button", { name: "Ship" }).click();
  await expect(parcel).toBeHidden();

  // The buyer is told, and sees where it is.
  const told = await mailTo(mailbox.page, buyerEmail, `On its way: your order ${number}`);
  expect(told).toContain(`2 × ${bowl}`);
  expect(told).toContain(TRACKING);
  await buyer.goto(order);
  await expect(buyer.getByText(/^On its way with DHL/)).toBeVisible();
  await expect(buyer.getByRole("link", { name: "Follow it at DHL" })).toHaveAttribute(
    "href",
    new RegExp(TRACKING),
  );

  // Of that variant three are left, which the seller is told as well.
  await mailTo(mailbox.page, sellerEmail, `${name}: 1 running low`);

  // Nobody got more than that: one mail for each cause.
  expect(await mailCount(mailbox.page, buyerEmail)).toBe(3);
  expect(await mailCount(mailbox.page, sellerEmail)).toBe(5);
  for (const one of [seller, operator, mailbox]) await one.leave();
});
