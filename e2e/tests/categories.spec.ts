import { signIn } from "./account.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

// A product that lacks what its category asks for is refused: that is what this is about.
test.use({ allowed: [/422 \(Unprocessable/] });

const DEMO_PASSWORD = "lantern-and-moss-7";

test("an operator makes a category with an attribute, and products on sale need it", async ({
  page,
  browser,
}) => {
  test.slow();
  const name = `Lamps ${Date.now()}`;
  await page.goto("/dashboard/categories");
  await signIn(page, "admin@demo.example", DEMO_PASSWORD);
  await page.getByRole("link", { name: /^Home & Living/ }).click();
  await page.getByLabel("New category below Home & Living").fill(name);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
  await expect(page.getByText(`Home & Living › ${name}`).first()).toBeVisible();
  await page.getByRole("button", { name: "New attribute" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Socket");
  await dialog.getByLabel("Kind").selectOption("choice");
  await dialog.getByLabel("Choices").fill("E27\nE14");
  await dialog.getByLabel("Required").check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Choice: E27, E14")).toBeVisible();
  await expectAccessible(page);

  const context = await browser.newContext();
  const seller = await context.newPage();
  await seller.goto("/dashboard/stores/northlight-coffee/products/new");
  await signIn(seller, "seller@demo.example", DEMO_PASSWORD);
  await seller.getByRole("textbox", { name: "Name", exact: true }).fill(`Lamp of ${name}`);
  await seller.getByLabel("Price: This product").fill("20");
  await seller.getByLabel("Who sees it").selectOption("active");
  await seller.getByLabel(/^Category/).selectOption({ label: `Home & Living › ${name}` });
  await seller.getByRole("button", { name: "Create product" }).click();
  await expect(seller.getByLabel("Socket")).toHaveAccessibleDescription("Please fill this in.");
  await seller.getByLabel("Socket").selectOption("E14");
  await seller.getByRole("button", { name: "Create product" }).click();
  await expect(seller.getByRole("heading", { level: 1, name: `Lamp of ${name}` })).toBeVisible();
  await seller.getByRole("link", { name: "View in the shop" }).click();
  await expect(seller.getByRole("row", { name: "Socket E14" })).toBeVisible();
  await context.close();
});
