import {
  addAuthenticator,
  confirmAddress,
  newAccount,
  newEmail,
  signIn,
  signOut,
  signUp,
} from "./account.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { slowly } from "./slow.ts";
import { addToCart, fillCheckout, goToPayment, payAndSeeIt, plentiful } from "./shop.ts";

test("a person signs up, buys, gets a passkey, signs in with it and leaves for good", async ({
  page,
  request,
}) => {
  test.slow();
  const person = await addAuthenticator(page);
  const email = newEmail("ada");
  await signUp(page, email);
  await confirmAddress(page, email);
  await expect(page.getByText("Welcome! Your email address is confirmed.")).toBeVisible();

  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/checkout");
  await fillCheckout(page, email);
  await goToPayment(page);
  await payAndSeeIt(page);

  await page.goto("/account/orders");
  const order = page.getByRole("main").getByRole("article");
  await expect(order).toHaveCount(1);
  await expect(order.getByText("Paid")).toBeVisible();
  await order.getByRole("link", { name: /^Order / }).click();
  await expect(
    page.getByRole("heading", { name: "Thank you! Your payment has arrived" }),
  ).toBeVisible();
  await expect(page.getByRole("link", { name: product.name, exact: true })).toBeVisible();

  await page.goto("/account/security");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.locator("#passkey").getByLabel("Name")).toBeFocused();
  await page.locator("#passkey").getByLabel("Name").fill("This computer");
  await page.locator("#passkey").getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("The passkey is ready: you can sign in with it.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 3, name: "This computer" })).toBeVisible();

  await signOut(page);
  // The browser offers the passkey in the field for the address, too; nobody takes it there.
  await person.agree(false);
  await page.goto("/account/privacy");
  await expect(page).toHaveURL(/\/login\?returnTo=/);
  const passkey = page.getByRole("button", { name: "Sign in with a passkey" });
  await expect(passkey).toBeEnabled();
  await person.agree(true);
  await passkey.click();
  await expect(page.getByRole("heading", { level: 1, name: "Privacy" })).toBeVisible();

  await page.getByRole("button", { name: "Erase account…" }).click();
  const typed = page.getByLabel("Type your email address to confirm");
  await typed.fill("somebody@example.com");
  await page.getByRole("button", { name: "Erase my account" }).click();
  await expect(typed).toHaveAccessibleDescription("This is not the address of the account.");
  await typed.fill(email);
  // The device still has the passkey, and its owner leaves it alone.
  await person.agree(false);
  await page.getByRole("button", { name: "Erase my account" }).click();
  await expect(page.getByText("Your account is erased.")).toBeVisible();
  await page.goto("/account");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test("a passkey is offered in the field for the address", async ({ page }) => {
  await addAuthenticator(page);
  await newAccount(page, "quick");
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.locator("#passkey").getByLabel("Name").fill("This computer");
  await page.locator("#passkey").getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("The passkey is ready: you can sign in with it.")).toBeVisible();
  await signOut(page);
  // Whoever agrees to everything takes it as soon as it is offered.
  await page.goto("/login?returnTo=/account/sessions");
  await expect(page.getByRole("heading", { level: 1, name: "Devices" })).toBeVisible();
  await expect(page.getByText(/^Signed in with a passkey/).first()).toBeVisible();
});

test("what a guest ordered is in the history once the address is confirmed", async ({
  page,
  request,
}) => {
  const email = newEmail("guest");
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/checkout");
  await fillCheckout(page, email);
  await goToPayment(page);
  await payAndSeeIt(page);
  await signUp(page, email);
  await confirmAddress(page, email);
  const order = page.getByRole("main").getByRole("article");
  await expect(async () => {
    await page.goto("/account/orders");
    await expect(order).toHaveCount(1, { timeout: 1000 });
  }).toPass();
});

test("a guest's cart comes along, and what was capped is told", async ({ page, request }) => {
  test.slow();
  const email = await newAccount(page, "cart");
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product, 2);
  await page.goto("/account");
  await signOut(page);
  await expect(page.getByRole("button", { name: "Cart, empty now" })).toBeVisible();

  await addToCart(page, product, product.quantityAvailable);
  await page.goto("/login?returnTo=/cart");
  await signIn(page, email);
  await expect(page.getByRole("heading", { level: 1, name: "Your cart" })).toBeVisible();
  await expect(page.getByText("Your cart has come along, with changes.")).toContainText(
    `${product.name}: ${product.quantityAvailable} instead of ${product.quantityAvailable + 2}.`,
  );
  await expect(
    page.getByRole("main").getByRole("textbox", { name: `Quantity of ${product.name}` }),
  ).toHaveValue(String(product.quantityAvailable));
});

test("signing out in one tab ends the others, and signing in again leads back", async ({
  page,
  context,
}) => {
  const email = await newAccount(page, "tabs");
  const other = await context.newPage();
  await other.goto("/account/sessions");
  await expect(other.getByText("This device")).toBeVisible();
  await expect(other.getByRole("heading", { level: 2, name: "1 device" })).toBeVisible();
  await signOut(page);
  await expect(other.getByText("Your session has ended. Please sign in again.")).toBeVisible();
  await signIn(other, email);
  await expect(other.getByRole("heading", { level: 1, name: "Devices" })).toBeVisible();
});

test("many tabs opened at once keep one session", async ({ page, context }) => {
  await newAccount(page, "many");
  const tabs = await Promise.all([1, 2, 3, 4, 5].map(() => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto("/account/sessions")));
  for (const tab of tabs) await expect(tab.getByText("This device")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
});

test("a page left in the middle of a refresh leaves the session whole", async ({
  page,
  context,
  baseURL,
}) => {
  await newAccount(page, "hasty");
  const slow = await slowly(baseURL ?? "", "/api/v1/auth/refresh", 500);
  for (const path of ["/account/orders", "/account/addresses", "/account/security"]) {
    const asked = page.waitForRequest("**/api/v1/auth/refresh");
    await page.goto(`${slow.address}${path}`, { waitUntil: "commit" });
    await asked;
  }
  const tab = await context.newPage();
  await tab.goto(`${slow.address}/account`);
  await expect(tab.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
  slow.close();
});

test("addresses are kept, changed and put back", async ({ page }) => {
  await newAccount(page, "address");
  await page.goto("/account/addresses");
  await page.getByRole("button", { name: "Add an address" }).click();
  await page.getByRole("button", { name: "Save address" }).click();
  await expect(page.getByRole("alert")).toContainText("Please check");
  await page.getByLabel("Full name").fill("Ada Lovelace");
  await page.getByLabel("Street and number").fill("Hauptstraße 1");
  await page.getByLabel("Postal code").fill("10115");
  await page.getByLabel("City").fill("Berlin");
  await page.getByLabel("Country").selectOption("DE");
  await page.getByRole("button", { name: "Save address" }).click();
  await expect(page.getByText("For delivery")).toBeVisible();

  await page.getByRole("button", { name: "Change Hauptstraße 1" }).click();
  await expect(page.getByLabel("City")).toHaveValue("Berlin");
  await page.getByLabel("City").fill("Potsdam");
  await page.getByRole("button", { name: "Save address" }).click();
  await expect(page.getByText("10115 Potsdam")).toBeVisible();

  await page.getByRole("button", { name: "Remove Hauptstraße 1" }).click();
  await expect(page.getByRole("heading", { name: "No addresses yet" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("10115 Potsdam")).toBeVisible();
});

test("a copy of one's data is made and downloaded", async ({ page }) => {
  await newAccount(page, "export");
  await page.goto("/account/privacy");
  await page.getByRole("button", { name: "Ask for a copy" }).click();
  const button = page.getByRole("button", { name: "Download" });
  await expect(button).toBeVisible({ timeout: 30_000 });
  const download = page.waitForEvent("download");
  await button.click();
  expect((await download).suggestedFilename()).toMatch(/^rialto-data-\d{4}-\d\d-\d\d\.zip$/);
});

test("the pages speak German when one chooses it", async ({ page }) => {
  await newAccount(page, "deutsch");
  await page.getByRole("main").getByLabel("Language").selectOption("de");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Profil" })).toBeVisible();
  await page.goto("/account/security");
  await expect(page).toHaveTitle("Sicherheit · Rialto");
});

test("every page is accessible @a11y", async ({ page }) => {
  test.slow();
  for (const path of [
    "/login",
    "/login?reason=confirm",
    "/login?challenge=none",
    "/register",
    "/verify-email?token=none",
    "/verify-email",
    "/forgot-password",
    "/reset-password?token=none",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
  await page.goto("/register");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert")).toContainText("Please check 3 fields");
  await expect(page.getByRole("textbox", { name: "Email" })).toBeFocused();
  await expectAccessible(page);

  await newAccount(page, "axe");
  for (const path of ["", "/orders", "/addresses", "/notifications", "/security", "/sessions", "/privacy"]) {
    await page.goto(`/account${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Account" })).toBeVisible();
    await expectAccessible(page);
  }
  await page.goto("/account/security");
  for (const name of ["Change email", "Change password", "Set up", "Add a passkey", "New key"])
    await page.getByRole("button", { name }).click();
  await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
  await expectAccessible(page);
  await page.goto("/account/addresses");
  await page.getByRole("button", { name: "Add an address" }).click();
  await expectAccessible(page);
  await page.goto("/confirm-email?token=none");
  await expect(page.getByRole("heading", { level: 1, name: "Your new address" })).toBeVisible();
  await expectAccessible(page);
});

test("no page is wider than the narrowest phone @phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await newAccount(page, "a-rather-long-address-that-hardly-fits-a-phone");
  for (const path of [
    "/login?reason=ended",
    "/register",
    "/account",
    "/account/orders",
    "/account/addresses",
    "/account/security",
    "/account/sessions",
    "/account/privacy",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText("One market for many independent stores")).toBeVisible();
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      path,
    ).toBeLessThanOrEqual(360);
  }
  await expect(page.getByRole("link", { name: "Privacy" })).toBeInViewport();
});
