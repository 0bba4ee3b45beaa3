import { expect, test } from "./fixtures.ts";
import { pathOf, plentiful } from "./shop.ts";

test("the first page comes with its data and describes itself", async ({ page, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  const calls: string[] = [];
  page.on("request", (sent) => {
    // That a page is looked at is told afterwards; nothing waits for it.
    if (sent.url().includes("/api/") && !sent.url().endsWith("/views")) calls.push(sent.url());
  });
  const pages = [
    ["/", "Rialto"],
    ["/products?inStock=true&sort=price_asc", "All products · Rialto"],
    [`/stores/${product.storeSlug}`, `${product.storeName} · Rialto`],
    [pathOf(product), `${product.name} · ${product.storeName} · Rialto`],
  ] as const;
  for (const [path, title] of pages) {
    const response = await page.goto(path);
    const html = (await response?.text()) ?? "";
    expect(html, path).toContain("__STATE__");
    await expect(page.getByRole("main").getByRole("link").first()).toBeVisible();
    await expect(page).toHaveTitle(title);
    await page.waitForLoadState("networkidle");
    expect(calls, path).toEqual([]);
  }
  const described = await page.locator('script[type="application/ld+json"]').allTextContents();
  expect(described.join()).toContain(product.name);
});
