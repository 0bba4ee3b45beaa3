import { newAccount, newEmail } from "./account.ts";
import { expect, expectAccessible, idle, test } from "./fixtures.ts";
import { addToCart, fillCheckout, goToPayment, payAndSeeIt, plentiful } from "./shop.ts";

test("the checkout knows a person's addresses and keeps a new one", async ({ page, request }) => {
  test.slow();
  const email = await newAccount(page, "regular");
  const [first, second] = await plentiful(request, 2);
  if (!first || !second) throw new Error("no products");

  await addToCart(page, first);
  await page.goto("/checkout");
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await expect(page.getByLabel("Full name")).toHaveValue("Ada Lovelace");
  await fillCheckout(page, email);
  await page.getByRole("checkbox", { name: "Save this address in my account" }).check();
  await page.reload();
  await expect(page.getByLabel("City")).toHaveValue("Berlin");
  await expect(
    page.getByRole("checkbox", { name: "Save this address in my account" }),
  ).toBeChecked();
  await goToPayment(page);
  await payAndSeeIt(page);
  await expect(page.getByRole("heading", { name: "Keep all your orders together" })).toBeHidden();

  await addToCart(page, second);
  await page.goto("/checkout");
  const kept = page.getByRole("radio", { name: /Hauptstraße 1/ });
  await expect(kept).toBeChecked();
  await expect(page.getByLabel("Full name")).toBeHidden();
  await page.getByRole("radio", { name: "Another address" }).check();
  await expect(page.getByLabel("Street and number")).toHaveValue("");
  await page.getByRole("button", { name: /^Continue to payment/ }).click();
  await expect(page.getByRole("alert")).toContainText("Please check");
  await kept.check();
  await expect(page.getByRole("alert")).toBeEmpty();
  await page.getByRole("checkbox", { name: "Same as delivery address" }).uncheck();
  await expect(page.getByRole("radio", { name: /Hauptstraße 1/ }).last()).toBeChecked();
  await goToPayment(page);
  await payAndSeeIt(page);

  await page.goto("/orders");
  await page.getByRole("link", { name: /^Orders of your account/ }).click();
  const orders = page.getByRole("main").getByRole("article");
  await expect(orders).toHaveCount(2);
  await orders
    .first()
    .getByRole("link", { name: /^Order / })
    .click();
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("link", { name: second.name, exact: true })).toBeVisible();
  await page.goto("/account/addresses");
  await expect(page.getByRole("main").getByRole("article")).toHaveCount(1);
});

test("an account's cart and orders open on its other devices, and to nobody else", async ({
  page,
  request,
  browser,
}) => {
  test.slow();
  const email = await newAccount(page, "devices");
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  const cookies = await page.context().cookies();
  expect(cookies.map((one) => one.name)).toContain("signed_in");

  await addToCart(page, product, 2);
  // The same browser with nothing kept in it.
  await page.evaluate(() => localStorage.clear());
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Cart, 2 items" })).toBeVisible();

  await page.goto("/checkout");
  await fillCheckout(page, email);
  await goToPayment(page);
  await payAndSeeIt(page);
  const order = new URL(page.url()).pathname;
  await page.goto(order);
  await expect(
    page.getByRole("heading", { name: "Thank you! Your payment has arrived" }),
  ).toBeVisible();

  const other = await browser.newContext();
  const stranger = await other.newPage();
  await stranger.goto(order);
  await expect(
    stranger.getByRole("heading", { name: "We could not find this order" }),
  ).toBeVisible();
  await expect(stranger.getByRole("main").getByRole("link", { name: "Sign in" })).toHaveAttribute(
    "href",
    `/login?returnTo=${encodeURIComponent(order)}`,
  );
  await other.close();
});

test.describe("a session that ended elsewhere", () => {
  test.use({ allowed: [/401 \(Unauthorized\)|404 \(Not Found\)/] });
  test("is no longer in the header, which is right from the first byte", async ({ page }) => {
    const header = async () => (await (await page.goto("/products"))?.text()) ?? "";
    expect(await header()).toContain('<a href="/login?returnTo=%2Fproducts"');
    const link = page.getByRole("banner").getByRole("link", { name: "Sign in" });
    await expect(link).toHaveAttribute("href", "/login?returnTo=%2Fproducts");

    await newAccount(page, "header");
    expect(await header()).toContain('<a href="/account" aria-label="Your account"');
    await expect(
      page.getByRole("banner").getByRole("link", { name: "Your account" }),
    ).toBeVisible();

    // The session ends elsewhere: the page finds out when it needs it. What it asked for before has come.
    await idle(page);
    await page.context().clearCookies({ name: "rialto_refresh" });
    await page.goto("/");
    await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  });
});

test("a guest is offered an account for the address of the order", async ({ page, request }) => {
  const email = newEmail("offered");
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/checkout");
  await expect(page.getByRole("link", { name: "Have an account? Sign in" })).toHaveAttribute(
    "href",
    "/login?returnTo=%2Fcheckout",
  );
  await expect(page.getByRole("checkbox", { name: /^Save this address/ })).toBeHidden();
  await fillCheckout(page, email);
  await goToPayment(page);
  await payAndSeeIt(page);
  await page.getByRole("link", { name: "Create an account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Create an account" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Email" })).toHaveValue(email);
});

test("buying with an account is accessible @a11y", async ({ page, request }) => {
  test.slow();
  const email = await newAccount(page, "axe-buyer");
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/checkout");
  await fillCheckout(page, email);
  await page.getByRole("checkbox", { name: "Save this address in my account" }).check();
  await expectAccessible(page);
  await goToPayment(page);
  await payAndSeeIt(page);
  await addToCart(page, product);
  await page.goto("/checkout");
  await page.getByRole("checkbox", { name: "Same as delivery address" }).uncheck();
  await page.getByRole("radio", { name: "Another address" }).last().check();
  await expectAccessible(page);
  await page.goto("/orders");
  await expect(page.getByRole("link", { name: /^Orders of your account/ })).toBeVisible();
  await expectAccessible(page);
});
