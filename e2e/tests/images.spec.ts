import type { Page } from "@playwright/test";
import { signIn } from "./account.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

const SELLER = "seller@demo.example";
const DEMO_PASSWORD = "lantern-and-moss-7";

type Product = { id: string; slug: string; name: string };

/** The oldest products of a store; the other tests look at the newest. */
async function oldest(page: Page, store: string): Promise<Product[]> {
  const all: Product[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query = new URLSearchParams({ sort: "newest", limit: "100", ...(cursor && { cursor }) });
    const answer = await page.request.get(`/api/v1/stores/${store}/products?${query}`);
    const body = (await answer.json()) as { items: Product[]; nextCursor: string | null };
    all.push(...body.items);
    cursor = body.nextCursor;
  }
  return all.reverse();
}

/** A picture that nobody has uploaded before. */
async function picture(page: Page, name: string) {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = 640;
    canvas.height = 400;
    const on = canvas.getContext("2d");
    if (!on) throw new Error("no canvas");
    for (let x = 0; x < canvas.width; x += 80) {
      on.fillStyle = `hsl(${Math.random() * 360} 70% 60%)`;
      on.fillRect(x, 0, 80, canvas.height);
    }
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  });
  return { name, mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
}

const tiles = (page: Page) =>
  page.getByRole("list", { name: "Images", exact: true }).getByRole("listitem");

// The browser tells of the picture that is refused.
test.use({ allowed: [/422/] });

test("a seller uploads, orders, describes and removes a product's images", async ({ page }) => {
  test.slow();
  const store = "crumb-street";
  const [product] = await oldest(page, store);
  if (!product) throw new Error("the store has no products");
  await page.goto(`/dashboard/stores/${store}/products/${product.id}`);
  await signIn(page, SELLER, DEMO_PASSWORD);
  await expect(page.getByRole("heading", { level: 1, name: product.name })).toBeVisible();
  const before = await tiles(page).count();

  const broken = { name: "page.png", mimeType: "image/png", buffer: Buffer.from("<html>") };
  const files = [await picture(page, "first.png"), await picture(page, "second.png"), broken];
  await page.getByLabel("Drop pictures here").setInputFiles(files);
  await expect(tiles(page)).toHaveCount(before + 2);
  const refused = page
    .getByRole("alert")
    .filter({ hasText: "This is not a JPEG, PNG or WebP picture." });
  await expect(refused).toBeVisible();
  await page.getByRole("button", { name: "Put away" }).click();

  // By keyboard: the button goes with its image, and keeps the focus.
  await tiles(page)
    .last()
    .getByRole("button", { name: /forward$/ })
    .focus();
  for (let at = before + 1; at > 0; at--) {
    await page.keyboard.press("Enter");
    await expect(
      page.getByRole("status").filter({ hasText: `Moved to place ${at} of` }),
    ).toBeAttached();
  }
  await expect(
    tiles(page)
      .first()
      .getByRole("button", { name: /forward$/ }),
  ).toBeFocused();

  await tiles(page).first().getByRole("button", { name: "Edit image 1" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit image" });
  await dialog.getByLabel("Description").fill("A cup on a red table");
  const slider = dialog.getByLabel("Focus, from left to right");
  await slider.focus();
  await page.keyboard.press("Home");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Image saved")).toBeVisible();

  await tiles(page).nth(1).getByRole("button", { name: "Remove image 2" }).click();
  await expect(tiles(page)).toHaveCount(before + 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(tiles(page)).toHaveCount(before + 2);
  await expectAccessible(page);

  const shop = await page.context().newPage();
  await expect(async () => {
    await shop.goto(`/stores/${store}/products/${product.slug}`);
    const shown = shop.getByRole("img", { name: "A cup on a red table" }).first();
    await expect(shown).toHaveCSS("object-position", /^0% 50%$/, { timeout: 500 });
  }).toPass();
  await shop.close();

  // As it was.
  for (const left of [before + 1, before]) {
    const last = left === before ? tiles(page).first() : tiles(page).last();
    await last.getByRole("button", { name: /^Remove/ }).click();
    await expect(tiles(page)).toHaveCount(left);
  }
});
