import type { Page } from "@playwright/test";
import { signIn } from "../tests/account.ts";
import {
  DEMO_PASSWORD,
  enter,
  kindOf,
  OPERATOR,
  pagesFrom,
  ready,
  SELLER,
  STORE,
} from "../tests/dashboard.ts";
import { expect, idle, test } from "../tests/fixtures.ts";
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
  await idle(page);
  await page.screenshot({
    path: `${folder}/${name}-${test.info().project.name}.png`,
    animations: "disabled",
    // A picture of a phone's real pixels is three times as large.
    scale: "css",
  });
}

/** A buyer of the demo. */
const BUYER = "buyer@demo.example";

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
  await signIn(page, BUYER, DEMO_PASSWORD);

  await expect(heading(page, "Addresses")).toBeVisible();
  await idle(page);
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
    ["/account/notifications", "Notifications", "account-notifications"],
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

/** What a page of the dashboard is called among the pictures: its path, without ids and the store's name. */
const nameOf = (path: string) =>
  kindOf(path)
    .replace("/dashboard/stores/northlight-coffee", "/dashboard/store")
    .slice(1)
    .replaceAll("/", "-");

for (const { place, start, email } of [
  { place: "a store", start: STORE, email: SELLER },
  { place: "the marketplace", start: "/dashboard", email: OPERATOR },
])
  test(`every page of the dashboard for ${place}`, async ({ page }) => {
    test.setTimeout(600_000);
    await enter(page, start, email);
    for (const path of await pagesFrom(page)) {
      await page.goto(path);
      await ready(page);
      await shoot(page, nameOf(path));
    }
  });

test("what opens over pages of the dashboard", async ({ page, isMobile }) => {
  await enter(page, STORE, SELLER);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("option").first()).toBeVisible();
  await shoot(page, "dashboard-search");
  if (isMobile) {
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Open menu" }).click();
    await shoot(page, "dashboard-menu");
  }
});
