import { expect, test } from "./fixtures.ts";
import { addToCart, drawer, plentiful } from "./shop.ts";

// The last test takes the connection away.
test.use({ allowed: [/ERR_FAILED/] });

test("the cart survives a reload and follows other tabs", async ({ page, context, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product, 2);
  await page.reload();
  await expect(page.getByRole("button", { name: "Cart, 2 items" })).toBeVisible();

  const other = await context.newPage();
  await other.goto("/cart");
  await expect(other.getByRole("link", { name: product.name, exact: true })).toBeVisible();
  await other.getByRole("button", { name: `One more of ${product.name}` }).click();
  await expect(page.getByRole("button", { name: "Cart, 3 items" })).toBeVisible();

  await page.getByRole("button", { name: "Cart, 3 items" }).click();
  await drawer(page)
    .getByRole("button", { name: `Remove ${product.name}` })
    .click();
  await expect(other.getByRole("heading", { name: "Your cart is empty" })).toBeVisible();
});

test("a removed line can be put back", async ({ page, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product, 3);
  await drawer(page)
    .getByRole("button", { name: `Remove ${product.name}` })
    .click();
  await expect(drawer(page).getByRole("heading", { name: "Your cart is empty" })).toBeVisible();
  await drawer(page).getByRole("button", { name: "Undo" }).click();
  await expect(
    drawer(page).getByRole("textbox", { name: `Quantity of ${product.name}` }),
  ).toHaveValue("3");
  await page.keyboard.press("Escape");
  await expect(drawer(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Add to cart" })).toBeFocused();
});

test("the quantity stops at what is left", async ({ page, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/cart");
  const field = page.getByRole("textbox", { name: `Quantity of ${product.name}` });
  await field.fill("999");
  await field.press("Enter");
  await expect(field).not.toHaveValue("999");
  await expect(page.getByRole("button", { name: `One more of ${product.name}` })).toBeDisabled();
});

test("without a connection the cart goes back and says so", async ({ page, context, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/cart");
  await expect(page.getByRole("textbox", { name: `Quantity of ${product.name}` })).toHaveValue("1");
  await context.route("**/api/v1/carts/**", (route) => route.abort());
  await page.getByRole("button", { name: `One more of ${product.name}` }).click();
  await expect(page.getByText("The shop cannot be reached")).toBeVisible();
  await expect(page.getByRole("textbox", { name: `Quantity of ${product.name}` })).toHaveValue("1");
});
