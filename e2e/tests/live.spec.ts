import type { APIRequestContext, Page } from "@playwright/test";
import { enter, OPERATOR, SELLER, STORE } from "./dashboard.ts";
import { newEmail } from "./account.ts";
import { expect, idle, isStream, test } from "./fixtures.ts";
import {
  addToCart,
  allProducts,
  fillCheckout,
  goToPayment,
  payButton,
  plentiful,
  type Summary,
} from "./shop.ts";

/** Has an order placed and left unpaid: returns the page to pay on and the order's address. */
async function leaveUnpaid(page: Page, product: Summary, email: string) {
  await addToCart(page, product);
  await page.goto("/checkout");
  await fillCheckout(page, email);
  await goToPayment(page);
  const payment = page.url();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(waiting(page)).toBeVisible();
  return payment;
}

const waiting = (page: Page) => page.getByRole("heading", { name: "Waiting for your payment" });
const thanks = (page: Page) =>
  page.getByRole("heading", { name: "Thank you! Your payment has arrived" });

/** Pays somewhere else than on the page that is looked at. */
async function payElsewhere(request: APIRequestContext, payment: string): Promise<void> {
  const paid = await request.post(payment, { form: { outcome: "paid" }, maxRedirects: 0 });
  expect(paid.status()).toBe(303);
}

/** How often a page has asked for something of the API. */
function asked(page: Page, path: RegExp): () => number {
  let times = 0;
  page.on("request", (request) => {
    if (path.test(new URL(request.url()).pathname)) times++;
  });
  return () => times;
}

const aProduct = async (request: APIRequestContext): Promise<Summary> => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  return product;
};

test("an order's page turns to paid when the payment arrives, and did not ask", async ({
  page,
  request,
}) => {
  const payment = await leaveUnpaid(page, await aProduct(request), newEmail("live"));
  const reads = asked(page, /\/api\/v1\/orders\/[^/]+$/);
  const stream = page.waitForResponse((response) => isStream(response.request()));
  await page.reload();
  await expect(waiting(page)).toBeVisible();
  expect((await stream).headers()["content-type"]).toBe("text/event-stream");
  await idle(page);
  const before = reads();
  await payElsewhere(request, payment);
  await expect(thanks(page)).toBeVisible();
  // Once for the money, once for the order, once more if a look was on its way.
  expect(reads() - before).toBeLessThanOrEqual(3);
});

test.describe("without a stream", () => {
  test.use({ allowed: [/ERR_FAILED/] });
  test("an order's page turns to paid by asking", async ({ page, request }) => {
    await page.route(
      (url) => url.pathname.endsWith("/events"),
      (route) => route.abort(),
    );
    const payment = await leaveUnpaid(page, await aProduct(request), newEmail("polled"));
    await payElsewhere(request, payment);
    await expect(thanks(page)).toBeVisible();
  });
});

test("a store's list of orders shows a new one by itself, and its state", async ({
  page,
  browser,
  request,
}) => {
  const [product] = (
    await allProducts(request, `&store=${STORE.split("/").at(-1)}&inStock=true`)
  ).filter((one) => one.variantCount === 1 && one.quantityAvailable >= 8);
  if (!product) throw new Error("the store has nothing to sell");
  const told = page.waitForResponse((response) => isStream(response.request()));
  await enter(page, `${STORE}/orders`, SELLER);
  await told;

  const context = await browser.newContext();
  const buyer = await context.newPage();
  const payment = await leaveUnpaid(buyer, product, newEmail("list"));
  const title = (await buyer.getByRole("heading", { level: 1 }).textContent()) ?? "";
  const row = page.getByRole("row", { name: title.replace("Order ", "") });
  await expect(row).toContainText("Not paid yet");
  await payElsewhere(request, payment);
  await expect(row).toContainText("To be shipped");
  await context.close();
});

test("an operator's page of jobs follows them, and the stream ends with the page", async ({
  page,
}) => {
  const told = page.waitForResponse((response) => isStream(response.request()));
  await enter(page, "/dashboard/jobs", OPERATOR);
  const stream = await told;
  const ended = page.waitForEvent("requestfailed", isStream);
  expect(new URL(stream.url()).pathname).toBe("/api/v1/admin/events");
  await page.goto("/dashboard/users");
  await ended;
});
