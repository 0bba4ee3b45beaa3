import { readFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { signIn } from "./account.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

const MERCHANT = "seller@demo.example";
const STORE = "northlight-coffee";
const DEMO_PASSWORD = "lantern-and-moss-7";

test("a merchant imports a file with a bad row, after a try", async ({ page }) => {
  test.slow();
  const handle = `lantern-${randomBytes(4).toString("hex")}`;
  const rows = [
    "Address,What it is called,Cost,Left",
    `${handle},Storm lantern,24.50,7`,
    `${handle}-bad,No price at all,free,1`,
  ];
  await page.goto(`/dashboard/stores/${STORE}/imports`);
  await signIn(page, MERCHANT, DEMO_PASSWORD);
  await expect(page.getByRole("heading", { level: 1, name: "Import and export" })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Choose a file").setInputFiles({
    name: "lanterns.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`${rows.join("\n")}\n`),
  });

  await expect(page.getByRole("heading", { level: 1, name: "lanterns.csv" })).toBeVisible();
  const start = page.getByRole("button", { name: "Import", exact: true });
  await expect(start).toBeDisabled();
  await page.getByLabel("Address", { exact: true }).selectOption("handle");
  await page.getByLabel("What it is called").selectOption("name");
  await page.getByLabel("Cost").selectOption("price");
  await page.getByLabel("Left", { exact: true }).selectOption("quantity");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Try without writing" }).click();
  await expect(page.getByRole("heading", { name: "What an import would do" })).toBeVisible();
  await expect(page.getByText("Not a price such as 12.99.")).toBeVisible();
  await expect(page.getByText("Row 3", { exact: true })).toBeVisible();
  await expectAccessible(page);

  await start.click();
  await expect(page.getByRole("heading", { name: "What was done" })).toBeVisible();
  await expect(page.getByText("Products with a bad row were left out.", { exact: false })).toBeVisible();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download the report" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("lanterns-report.csv");
  const report = await readFile(await download.path(), "utf8");
  expect(report).toContain(`3,problem,Cost,not_a_price`);
  expect(report).toContain(rows[2]);

  await page.goto(`/stores/${STORE}/products/${handle}`);
  await expect(page.getByRole("heading", { level: 1, name: "Storm lantern" })).toBeVisible();
  await expect(page.getByText("€24.50").first()).toBeVisible();

  await page.goto(`/dashboard/stores/${STORE}/imports`);
  await expect(page.getByRole("link", { name: "lanterns.csv" }).first()).toBeVisible();
  const [all] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export all products" }).click(),
  ]);
  expect(await readFile(await all.path(), "utf8")).toContain(`\n${handle},Storm lantern,`);
});
