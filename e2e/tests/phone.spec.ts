import { expect, test } from "./fixtures.ts";
import { drawer, fillCheckout, goToPayment, pathOf, payAndSeeIt, plentiful } from "./shop.ts";

test("a purchase on a phone @phone", async ({ page, request }) => {
  await page.goto("/products");
  await page.getByRole("button", { name: "Filters" }).click();
  const sheet = page.getByRole("dialog", { name: "Filters" });
  await sheet.getByRole("switch", { name: "In stock only" }).check();
  await sheet.getByRole("button", { name: "Show results" }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole("button", { name: "Filters (1)" })).toBeVisible();

  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await page.goto(pathOf(product));
  // The page that the server wrote has a footer too, and no button: wait for the app's.
  await expect(page.getByRole("button", { name: "Add to cart" }).first()).toBeVisible();
  // The button that stays at the bottom is the last of the two.
  await page.getByRole("contentinfo").scrollIntoViewIfNeeded();
  await expect(page.getByRole("button", { name: "Add to cart" })).toHaveCount(2);
  await page.getByRole("button", { name: "Add to cart" }).last().click();
  await drawer(page).getByRole("link", { name: "Go to checkout" }).click();

  await page.locator("summary", { hasText: "Order summary" }).click();
  await expect(page.getByText(`From ${product.storeName}`).first()).toBeVisible();
  await fillCheckout(page, "phone@example.com");
  await goToPayment(page);
  await payAndSeeIt(page);
});

test("nothing is wider than the narrowest phone @phone", async ({ page, request }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  for (const path of [
    "/",
    "/products",
    "/stores",
    `/stores/${product.storeSlug}`,
    pathOf(product),
    "/cart",
    "/checkout",
    "/orders",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      path,
    ).toBeLessThanOrEqual(360);
  }
});
