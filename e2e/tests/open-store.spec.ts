import type { Page } from "@playwright/test";
import { newAccount, signIn } from "./account.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name });

/** Opens the dialog of a decision and takes it. */
async function decide(page: Page, decision: string, reason?: string): Promise<void> {
  await page.getByRole("link", { name: decision, exact: true }).click();
  const dialog = page.getByRole("dialog");
  if (reason) await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: decision, exact: true }).click();
  await expect(dialog).toBeHidden();
}

test("a store applies, is let in, and is gone when it is suspended", async ({ page, browser }) => {
  test.slow();
  await newAccount(page, "seller");
  const name = `Lamp ${Date.now().toString(36)}`;
  const slug = name.toLowerCase().replace(" ", "-");

  await page.goto("/account");
  await page
    .getByRole("navigation", { name: "Account" })
    .getByRole("link", { name: "Sell here" })
    .click();
  await expect(heading(page, "Open a store")).toBeVisible();
  await page.getByLabel("Name of the store").fill(name);
  await page.getByRole("button", { name: "Begin" }).click();

  await expect(heading(page, "First steps")).toBeVisible();
  await expect(page.getByText("0 of 5 done")).toBeVisible();
  await expectAccessible(page);
  const steps = page.getByRole("main").getByRole("listitem");

  await steps.filter({ hasText: "Describe your store" }).getByRole("link").click();
  await page.getByLabel("About the store").fill("Lamps that are warm.");
  await page.getByLabel("Returns").fill("Thirty days, no questions.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();

  await page.getByRole("link", { name: "Business", exact: true }).click();
  await page.getByLabel("Legal name").fill("Ada Lovelace Ltd");
  await page.getByLabel("Street and number").fill("Canal Street 1");
  await page.getByLabel("Postal code").fill("10115");
  await page.getByLabel("City").fill("Berlin");
  await page.getByLabel("Country").selectOption("DE");
  await page.getByLabel("Email for buyers").fill("shop@example.com");
  await page.getByLabel("Tax number").fill("DE 123 456 789");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.").first()).toBeVisible();

  await page.getByRole("link", { name: "Payout", exact: true }).click();
  await page.getByLabel("Account holder").fill("Ada Lovelace");
  await page.getByLabel("IBAN").fill("DE89 3704 0044 0532 0130 00");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Account ending in 3000, Germany")).toBeVisible();

  await page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "First steps" }).click();
  await page.getByRole("button", { name: "Accept the terms" }).click();
  await expect(page.getByText("5 of 5 done")).toBeVisible();
  await page.getByRole("button", { name: "Submit for approval" }).click();
  await expect(page.getByText("Your store is being looked at")).toBeVisible();

  const office = await browser.newContext();
  const operator = await office.newPage();
  await operator.goto("/dashboard/approvals");
  await signIn(operator, "admin@demo.example", "lantern-and-moss-7");
  await operator.getByRole("link", { name }).click();
  await expect(heading(operator, name)).toBeVisible();
  await expectAccessible(operator);
  await decide(operator, "Approve");
  await expect(operator.getByText("The store is open.")).toBeVisible();

  await page.goto(`/stores/${slug}`);
  await expect(heading(page, name)).toBeVisible();
  await page.getByText("Returns", { exact: true }).click();
  await expect(page.getByText("Thirty days, no questions.")).toBeVisible();

  await decide(operator, "Suspend", "These lamps are fakes.");
  await expect(operator.getByText("The store is suspended.")).toBeVisible();
  await expect
    .poll(async () => (await page.request.get(`/api/v1/stores/${slug}`)).status(), { timeout: 5000 })
    .toBe(404);

  await page.goto(`/dashboard/stores/${slug}/settings`);
  await expect(page.getByText("These lamps are fakes.")).toBeVisible();
  await office.close();
});
