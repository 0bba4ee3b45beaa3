import { expect, test } from "./fixtures.ts";
import { allProducts, pathOf, productOf } from "./shop.ts";

test("filters live in the address and can be taken away", async ({ page }) => {
  await page.goto("/products");
  const filters = page.getByRole("complementary", { name: "Filters" });
  const box = filters.getByRole("checkbox").nth(1);
  const name = ((await box.locator("..").textContent()) ?? "").replace(/\d+$/, "").trim();
  await box.check();
  await expect(page).toHaveURL(/\/products\?category=/);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await filters.getByRole("switch", { name: "In stock only" }).check();
  await filters.getByLabel("Highest price").fill("60");
  await filters.getByRole("button", { name: "Apply price" }).click();
  await expect(page).toHaveURL(/inStock=true&maxPrice=6000/);

  const chips = page.getByRole("list", { name: "Active filters" });
  await expect(chips.getByRole("button")).toHaveCount(4);
  await chips.getByRole("button", { name: /Up to/ }).click();
  await expect(page).not.toHaveURL(/maxPrice/);
  await chips.getByRole("button", { name: "Clear all" }).click();
  await expect(page).toHaveURL(/\/products$/);
  await page.goBack();
  await expect(page).toHaveURL(/inStock=true/);
  await expect(filters.getByRole("switch", { name: "In stock only" })).toBeChecked();
});

test("pages are links, and going back restores the list and its place", async ({ page }) => {
  await page.goto("/products?sort=price_asc");
  const cards = page.getByRole("main").getByRole("article");
  await expect(cards).toHaveCount(24);
  const first = await cards.first().getByRole("link").textContent();
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL(/cursor=/);
  await expect(cards.first().getByRole("link")).not.toHaveText(first ?? "");
  const wanted = cards.nth(15).getByRole("link");
  const name = (await wanted.textContent()) ?? "";
  await wanted.scrollIntoViewIfNeeded();
  await wanted.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await page.goBack();
  await expect(cards.nth(15).getByRole("link")).toHaveText(name);
  await expect(cards.nth(15)).toBeInViewport();
  await page.getByRole("link", { name: "Previous page" }).click();
  await expect(cards.first().getByRole("link")).toHaveText(first ?? "");
});

test("the search suggests while one types, and remembers", async ({ page, request }) => {
  const [product] = await allProducts(request, "&inStock=true");
  if (!product) throw new Error("no product");
  await page.goto("/");
  const field = page.getByRole("combobox", { name: "Search products and stores" });
  await field.pressSequentially(product.name.slice(0, 8), { delay: 30 });
  const options = page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
  await expect(options.first()).toBeVisible();
  await field.press("ArrowDown");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await field.press("ArrowUp");
  await field.fill(product.name);
  await field.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Results for “${product.name}”`);
  await expect(
    page.getByRole("main").getByRole("link", { name: product.name, exact: true }).first(),
  ).toBeVisible();

  await page.goto("/");
  await field.click();
  await expect(options.first()).toHaveText(product.name);
  await field.press("Escape");
  await expect(options).toHaveCount(0);
  await field.fill("qqqqzzzz");
  await field.press("Enter");
  await expect(page.getByRole("heading", { name: "Nothing found for “qqqqzzzz”" })).toBeVisible();
});

test("choosing options changes price, stock and address", async ({ page, request }) => {
  const summary = (await allProducts(request, "&inStock=true")).find((one) => one.variantCount > 2);
  if (!summary) throw new Error("the demo has no product with options");
  const product = await productOf(request, summary);
  const variant = product.variants.findLast((one) => one.quantityAvailable > 0);
  if (!variant) throw new Error("no variant in stock");
  await page.goto(pathOf(product));
  for (const [at, option] of product.options.entries()) {
    const group = page.getByRole("group", { name: new RegExp(`^${option.name}`) });
    await group
      .getByRole("radio", { name: new RegExp(`^${variant.options[at]}`) })
      .first()
      .check({ force: true });
  }
  const chosen = new URLSearchParams(variant.options.map((value) => ["choice", value])).toString();
  await expect(page).toHaveURL((url) => url.search === `?${chosen}`);
  await page.reload();
  for (const value of variant.options)
    await expect(page.getByRole("radio", { name: value, exact: true }).first()).toBeChecked();
  await page.getByRole("button", { name: "Add to cart" }).first().click();
  await expect(page.getByRole("dialog").getByText(variant.options.join(" · "))).toBeVisible();
});

test("a store has a page with its products", async ({ page }) => {
  await page.goto("/stores");
  const first = page.getByRole("main").getByRole("article").first().getByRole("link");
  const name = (await first.textContent()) ?? "";
  await first.click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page).toHaveTitle(`${name} · Rialto`);
  await expect(page.getByRole("main")).toBeFocused();
  await expect(page.getByRole("main").getByRole("article").first()).toBeVisible();
});

test.describe("what is not there", () => {
  test.use({ allowed: [/404 \(Not Found\)/] });
  test("gets a page that leads on", async ({ page }) => {
    for (const path of [
      "/nothing-here",
      "/stores/no-such-store",
      "/stores/no-such-store/products/nothing",
      "/orders/00000000-0000-4000-8000-000000000000",
    ]) {
      await page.goto(path);
      await expect(
        page.getByRole("heading", { level: 1, name: /^We could not find this (page|order)$/ }),
      ).toBeVisible();
      await expect(page.getByRole("link", { name: "Browse all products" })).toBeVisible();
    }
  });
});

test.describe("a broken server", () => {
  test.use({ allowed: [/500 \(/] });
  test("is told with the request's number, and can be tried again", async ({ page }) => {
    const problem = {
      type: "about:blank",
      title: "Internal",
      status: 500,
      code: "internal",
      requestId: "req-123",
    };
    await page.route("**/api/v1/products?*", (route) =>
      route.fulfill({ status: 500, contentType: "application/problem+json", json: problem }),
    );
    await page.goto("/");
    await page
      .getByRole("navigation", { name: "Main" })
      .getByRole("link", { name: "Shop" })
      .click();
    await page.getByRole("combobox", { name: "Sort by" }).selectOption("price_desc");
    await expect(page.getByText("req-123")).toBeVisible({ timeout: 15_000 });
    await page.unroute("**/api/v1/products?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("main").getByRole("article").first()).toBeVisible();
  });
});

for (const odd of ["q=", "sort=odd", "minPrice=cheap", "inStock=maybe", "category="])
  test(`an address with ${odd} shows the list without it`, async ({ page }) => {
    await page.goto(`/products?${odd}`);
    await expect(page.getByRole("heading", { level: 1, name: "All products" })).toBeVisible();
    await expect(page.getByText("24 products shown")).toBeVisible();
  });
