import type { Page } from "@playwright/test";
import { signIn } from "../tests/account.ts";
import { expect, test } from "../tests/fixtures.ts";
import {
  addToCart,
  allProducts,
  fillCheckout,
  goToPayment,
  pathOf,
  payAndSeeIt,
  plentiful,
} from "../tests/shop.ts";

const folder = "../docs/screenshots";

async function shoot(page: Page, name: string) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState("networkidle");
  await page.screenshot({
    path: `${folder}/${name}-${test.info().project.name}.png`,
    animations: "disabled",
  });
}

/** The accounts of the demo. */
const BUYER = "buyer@demo.example";
const OPERATOR = "admin@demo.example";
const PASSWORD = "lantern-and-moss-7";

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

test("every page on the way to an order", async ({ page, request }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await shoot(page, "home");

  await page.goto("/products?category=kitchen-dining");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await shoot(page, "products");

  const [first, second] = await plentiful(request, 2);
  if (!first || !second) throw new Error("no products");
  await page.goto(`/stores/${first.storeSlug}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await shoot(page, "store");

  const chosen = (await allProducts(request, "&inStock=true")).find((p) => p.variantCount > 3);
  await page.goto(pathOf(chosen ?? first));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await shoot(page, "product");

  await addToCart(page, first, 2);
  await addToCart(page, second);
  await shoot(page, "drawer");
  await page.goto("/cart");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await shoot(page, "cart");

  await page.goto("/checkout");
  await fillCheckout(page, "ada@example.com");
  await page.evaluate(() => window.scrollTo(0, 0));
  await shoot(page, "checkout");

  await goToPayment(page);
  await shoot(page, "payment");
  await payAndSeeIt(page);
  await shoot(page, "order");
});

test("every page of an account", async ({ page, request }) => {
  await page.goto("/register");
  await expect(heading(page, "Create an account")).toBeVisible();
  await shoot(page, "register");
  await page.goto("/login?returnTo=/account/addresses");
  await expect(heading(page, "Sign in")).toBeVisible();
  await shoot(page, "login");
  await signIn(page, BUYER, PASSWORD);

  await expect(heading(page, "Addresses")).toBeVisible();
  await page.waitForLoadState("networkidle");
  if ((await page.getByRole("main").getByRole("article").count()) === 0) {
    await keepAddress(page, "Rosenweg 12");
    await keepAddress(page, "Hafenstraße 3");
  }
  await shoot(page, "account-addresses");

  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/checkout");
  await expect(page.getByRole("radio").first()).toBeVisible();
  await shoot(page, "checkout-signed-in");
  await goToPayment(page);
  await payAndSeeIt(page);

  for (const [path, name, picture] of [
    ["/account", "Profile", "account"],
    ["/account/orders", "Orders", "account-orders"],
    ["/account/security", "Security", "account-security"],
    ["/account/sessions", "Devices", "account-sessions"],
    ["/account/privacy", "Privacy", "account-privacy"],
  ] as const) {
    await page.goto(path);
    await expect(heading(page, name)).toBeVisible();
    await shoot(page, picture);
  }
});

async function keepAddress(page: Page, street: string) {
  await page.getByRole("button", { name: "Add an address" }).click();
  await page.getByLabel("Full name").fill("Mira Novak");
  await page.getByLabel("Street and number").fill(street);
  await page.getByLabel("Postal code").fill("20459");
  await page.getByLabel("City").fill("Hamburg");
  await page.getByLabel("Country").selectOption("DE");
  await page.getByRole("button", { name: "Save address" }).click();
  await expect(page.getByText(street)).toBeVisible();
}

test("every page of the dashboard", async ({ page }) => {
  await page.goto("/dashboard");
  await signIn(page, OPERATOR, PASSWORD);
  await expect(heading(page, "Overview")).toBeVisible();
  await shoot(page, "dashboard");

  await page.goto("/dashboard/users");
  await expect(heading(page, "Accounts")).toBeVisible();
  await shoot(page, "dashboard-users");
  await page.getByRole("link", { name: "Jonas Weber" }).click();
  await expect(heading(page, "Jonas Weber")).toBeVisible();
  await shoot(page, "dashboard-user");
  await page.getByRole("link", { name: "Make admin" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await shoot(page, "dashboard-user-role");

  await page.goto("/dashboard/audit-log");
  await page.locator("ol summary").first().click();
  await shoot(page, "dashboard-audit-log");
});
