import { expect, test } from "./fixtures.ts";
import {
  addToCart,
  drawer,
  fillCheckout,
  goToPayment,
  payAndSeeIt,
  payButton,
  plentiful,
} from "./shop.ts";

test("a guest buys from two stores and sees the order paid", async ({ page, request }) => {
  const [first, second] = await plentiful(request, 2);
  if (!first || !second) throw new Error("no products");
  await addToCart(page, first, 2);
  await addToCart(page, second);
  await expect(drawer(page).getByRole("heading", { level: 3 })).toHaveText([
    first.storeName,
    second.storeName,
  ]);
  await drawer(page).getByRole("link", { name: "Go to checkout" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Checkout" })).toBeVisible();
  await fillCheckout(page, "ada@example.com");
  await goToPayment(page);
  await payAndSeeIt(page);

  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}\?.*token=/);
  await expect(page.getByRole("heading", { name: "Your 2 parcels" })).toBeVisible();
  for (const product of [first, second]) {
    await expect(page.getByRole("link", { name: product.name, exact: true })).toBeVisible();
    await expect(page.getByRole("heading", { level: 3, name: product.storeName })).toBeVisible();
  }
  await expect(page.getByText("Being packed")).toHaveCount(2);
  await expect(page.getByText("Hauptstraße 1")).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Cart, empty now" })).toBeVisible();

  await page.getByRole("link", { name: "Your orders" }).click();
  await page
    .getByRole("main")
    .getByRole("link", { name: /^Order / })
    .click();
  await expect(
    page.getByRole("heading", { name: "Thank you! Your payment has arrived" }),
  ).toBeVisible();
});

test.describe("a declined card", () => {
  test.use({ allowed: [/402 \(Payment Required\)/] });
  test("can be tried again", async ({ page, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/checkout");
  await fillCheckout(page, "grace@example.com");
  await goToPayment(page);
  await page.getByRole("button", { name: "Decline card" }).click();
  await expect(page.getByRole("alert")).toContainText("You have not been charged");
  await payAndSeeIt(page);
});
});

test("an order that was left is paid later, from its page", async ({ page, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/checkout");
  await fillCheckout(page, "joan@example.com");
  await goToPayment(page);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();

  await expect(page.getByRole("heading", { name: "Waiting for your payment" })).toBeVisible();
  await expect(page.getByText(/reserved for another \d+:\d\d minutes/)).toBeVisible();
  await page.goto("/checkout");
  await page.getByRole("link", { name: "Go to your order" }).click();
  await payButton(page).click();
  await expect(page.getByText("Simulated payment")).toBeVisible();
  await payAndSeeIt(page);
});

test("an unpaid order is cancelled and its page says so", async ({ page, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/checkout");
  await fillCheckout(page, "mary@example.com");
  await goToPayment(page);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("button", { name: "Cancel order" }).click();
  await page.getByRole("button", { name: "Yes, cancel the order" }).click();
  await expect(page.getByRole("heading", { name: "This order was cancelled" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay/ })).toBeHidden();
});

test("a double click, a reload and coming back place one order", async ({ page, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/checkout");
  await fillCheckout(page, "hedy@example.com");
  await page.reload();
  await expect(page.getByLabel("Email")).toHaveValue("hedy@example.com");
  await expect(page.getByLabel("City")).toHaveValue("Berlin");

  const orders: string[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith("/api/v1/orders"))
      orders.push(response.request().headers()["idempotency-key"] ?? "");
  });
  await page.getByRole("button", { name: /^Continue to payment/ }).dblclick();
  await expect(page.getByText("Simulated payment")).toBeVisible();
  expect(orders).toHaveLength(1);

  await page.goBack();
  await expect(
    page
      .getByRole("link", { name: "Go to your order" })
      .or(page.getByRole("heading", { name: "Waiting for your payment" }))
      .first(),
  ).toBeVisible();
  expect(new Set(orders).size).toBe(1);
});

test("the form says what is missing and moves there", async ({ page, request }) => {
  const [product] = await plentiful(request, 1);
  if (!product) throw new Error("no product");
  await addToCart(page, product);
  await page.goto("/checkout");
  await page.getByRole("button", { name: /^Continue to payment/ }).click();
  await expect(page.getByRole("alert")).toContainText("Please check 5 fields");
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.getByRole("alert").getByRole("link", { name: "City" }).click();
  await expect(page.getByLabel("City")).toBeFocused();
  await fillCheckout(page, "not-an-address");
  await page.getByRole("button", { name: /^Continue to payment/ }).click();
  await expect(page.getByLabel("Email")).toBeFocused();
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(
    /Please enter an email address/,
  );
});

test.describe("an answer that gets lost", () => {
  test.use({ allowed: [/ERR_FAILED/] });
  test("is asked for again after a reload, and the order exists once", async ({ page, request }) => {
    const [product] = await plentiful(request, 1);
    if (!product) throw new Error("no product");
    await addToCart(page, product);
    await page.goto("/checkout");
    await fillCheckout(page, "lost@example.com");
    const keys: (string | undefined)[] = [];
    let number = "";
    await page.route("**/api/v1/orders", async (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      const response = await route.fetch();
      const placed = (await response.json()) as { orderNumber: string };
      if (number) {
        expect(placed.orderNumber).toBe(number);
        await route.fulfill({ response });
      } else {
        number = placed.orderNumber;
        await route.abort();
      }
    });
    await page.getByRole("button", { name: /^Continue to payment/ }).click();
    await expect(page.getByRole("alert")).toContainText("The shop cannot be reached");
    await page.reload();
    await expect(page.getByText("Simulated payment")).toBeVisible();
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);
    await payAndSeeIt(page);
  });
});
