import { type APIRequestContext, expect, type Page } from "@playwright/test";

type Money = { amount: number; currency: string };
export type Summary = {
  id: string;
  slug: string;
  name: string;
  storeSlug: string;
  storeName: string;
  price: Money;
  quantityAvailable: number;
  variantCount: number;
  defaultVariantId?: string;
};
export type Product = Summary & {
  options: { name: string; values: string[] }[];
  variants: { id: string; options: string[]; price: Money; quantityAvailable: number }[];
};
type Listed = { items: Summary[]; nextCursor: string | null };

export const pathOf = (product: Pick<Summary, "storeSlug" | "slug">) =>
  `/stores/${product.storeSlug}/products/${product.slug}`;

async function get<T>(request: APIRequestContext, path: string): Promise<T> {
  const response = await request.get(`/api/v1${path}`);
  expect(response.ok(), `${path} answered ${response.status()}`).toBe(true);
  return (await response.json()) as T;
}

/** Every product of a list, page by page. */
export async function allProducts(request: APIRequestContext, query = ""): Promise<Summary[]> {
  const found: Summary[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Listed = await get(
      request,
      `/products?limit=100${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`,
    );
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}

export const productOf = (request: APIRequestContext, summary: Summary) =>
  get<Product>(request, `/stores/${summary.storeSlug}/products/${summary.slug}`);

/** Simple products with plenty of stock, one of each of so many stores. */
export async function plentiful(request: APIRequestContext, stores: number): Promise<Summary[]> {
  const byStore = new Map<string, Summary>();
  for (const product of await allProducts(request, "&inStock=true")) {
    if (
      product.variantCount === 1 &&
      product.quantityAvailable >= 8 &&
      !byStore.has(product.storeSlug)
    )
      byStore.set(product.storeSlug, product);
  }
  const found = [...byStore.values()].slice(0, stores);
  expect(found).toHaveLength(stores);
  return found;
}

/** A simple product of which there is little; the less, the better. */
export async function scarce(request: APIRequestContext): Promise<Summary> {
  const [least] = (await allProducts(request, "&inStock=true"))
    .filter((product) => product.variantCount === 1)
    .toSorted((a, b) => a.quantityAvailable - b.quantityAvailable);
  if (!least) throw new Error("the demo has no simple product in stock");
  return least;
}

/** Puts a product into the cart from its page, and leaves the drawer open. */
export async function addToCart(page: Page, product: Summary, quantity = 1): Promise<void> {
  await page.goto(pathOf(product));
  if (quantity > 1) {
    const field = page
      .getByRole("main")
      .getByRole("textbox", { name: `Quantity of ${product.name}` });
    await field.fill(String(quantity));
    await field.press("Enter");
  }
  const added = page.waitForResponse(
    (response) => response.url().includes("/items") && response.request().method() === "POST",
  );
  await page.getByRole("main").getByRole("button", { name: "Add to cart" }).first().click();
  expect((await added).status()).toBe(200);
  await expect(drawer(page).getByRole("link", { name: product.name, exact: true })).toBeVisible();
}

export const drawer = (page: Page) => page.getByRole("dialog", { name: "Your cart" });

/** Fills the checkout's form as a visitor would. */
export async function fillCheckout(page: Page, email: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Full name").fill("Ada Lovelace");
  await page.getByLabel("Street and number").fill("Hauptstraße 1");
  await page.getByLabel("Postal code").fill("10115");
  await page.getByLabel("City").fill("Berlin");
  await page.getByLabel("Country").selectOption("DE");
}

/** Sends the checkout and waits for the provider's page. */
export async function goToPayment(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Continue to payment/ }).click();
  await expect(page.getByText("Simulated payment")).toBeVisible();
}

export const payButton = (page: Page) => page.getByRole("button", { name: /^Pay / });

/** Pays on the provider's page and waits for the order's page to say so. */
export async function payAndSeeIt(page: Page): Promise<void> {
  await payButton(page).click();
  await expect(
    page.getByRole("heading", { name: "Thank you! Your payment has arrived" }),
  ).toBeVisible({ timeout: 20_000 });
}
