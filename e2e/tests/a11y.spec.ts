import { expect, expectAccessible, test } from "./fixtures.ts";
import {
  addToCart,
  allProducts,
  drawer,
  fillCheckout,
  goToPayment,
  pathOf,
  plentiful,
} from "./shop.ts";

test("browsing is accessible @a11y", async ({ page, request }) => {
  const withOptions = (await allProducts(request, "&inStock=true")).find(
    (one) => one.variantCount > 2,
  );
  if (!withOptions) throw new Error("no product with options");
  const paths = [
    "/",
    "/products",
    "/products?category=none-such&maxPrice=100",
    "/stores",
    `/stores/${withOptions.storeSlug}`,
    pathOf(withOptions),
    "/cart",
    "/orders",
    "/checkout",
  ];
  for (const path of paths) {
    await test.step(path, async () => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectAccessible(page);
    });
  }
  await page
    .getByRole("combobox", { name: "Search products and stores" })
    .pressSequentially(withOptions.name.slice(0, 4));
  await expect(page.getByRole("option").first()).toBeVisible();
  await expectAccessible(page);
});

test("buying is accessible @a11y", async ({ page, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product, 2);
  await expectAccessible(page);
  await drawer(page).getByRole("link", { name: "View cart" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your cart" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("main").getByRole("link", { name: "Go to checkout" }).click();
  await page.getByRole("checkbox", { name: "Same as delivery address" }).uncheck();
  await page.getByRole("button", { name: /^Continue to payment/ }).click();
  await expect(page.getByRole("alert")).toContainText("Please check");
  await expectAccessible(page);
  await page.getByRole("checkbox", { name: "Same as delivery address" }).check();
  await fillCheckout(page, "axe@example.com");
  await goToPayment(page);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Waiting for your payment" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Cancel order" }).click();
  await page.getByRole("button", { name: "Yes, cancel the order" }).click();
  await expect(page.getByRole("heading", { name: "This order was cancelled" })).toBeVisible();
  await expectAccessible(page);
});
