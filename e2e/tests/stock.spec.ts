import { expect, test, watch } from "./fixtures.ts";
import { addToCart, fillCheckout, payAndSeeIt, scarce } from "./shop.ts";

test("two buyers want the last piece: one gets it, the other is told", async ({
  browser,
  request,
}) => {
  const product = await scarce(request);
  const buyers = await Promise.all(
    ["first@example.com", "second@example.com"].map(async (email) => {
      const context = await browser.newContext();
      const bad = watch(context, [/409 \(Conflict\)/]);
      const page = await context.newPage();
      await addToCart(page, product, product.quantityAvailable);
      await page.goto("/checkout");
      await fillCheckout(page, email);
      return { page, context, bad };
    }),
  );
  const outcomes = await Promise.all(
    buyers.map(async ({ page }) => {
      await page.getByRole("button", { name: /^Continue to payment/ }).click();
      const paying = page.getByText("Simulated payment");
      const refused = page.getByRole("alert").filter({ hasText: "Your order was not placed" });
      await expect(paying.or(refused).first()).toBeVisible();
      return (await paying.isVisible()) ? "paying" : "refused";
    }),
  );
  expect(outcomes.toSorted()).toEqual(["paying", "refused"]);
  const winner = buyers[outcomes.indexOf("paying")];
  const loser = buyers[outcomes.indexOf("refused")];
  if (!winner || !loser) throw new Error("no winner");

  await payAndSeeIt(winner.page);

  const notice = loser.page.getByRole("alert");
  await expect(notice).toContainText(product.name);
  await expect(notice).toContainText("Sold out");
  await notice.getByRole("button", { name: "Accept changes" }).click();
  await expect(loser.page.getByRole("heading", { name: "Your cart is empty" })).toBeVisible();

  // Public pages may be a few seconds old.
  await expect(async () => {
    await loser.page.goto(`/stores/${product.storeSlug}/products/${product.slug}`);
    await expect(loser.page.getByRole("button", { name: "Sold out" })).toBeDisabled({ timeout: 1000 });
  }).toPass({ timeout: 20_000 });
  for (const { context, bad } of buyers) {
    expect(bad).toEqual([]);
    await context.close();
  }
});
