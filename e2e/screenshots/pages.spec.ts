import type { Page } from "@playwright/test";
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
