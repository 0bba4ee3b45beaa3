import { expect, test } from "./fixtures.ts";
import { pathOf, plentiful } from "./shop.ts";

test.describe("a German browser", () => {
  test.use({ locale: "de-DE" });
  test("gets German words and prices", async ({ page, request }) => {
    const [product] = await plentiful(request, 1);
    if (!product) throw new Error("no product");
    await page.goto(pathOf(product));
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(
      page
        .getByRole("main")
        .getByText(/\d,\d\d\s€/)
        .first(),
    ).toBeVisible();
    await page.getByRole("button", { name: "In den Warenkorb" }).first().click();
    const drawer = page.getByRole("dialog", { name: "Dein Warenkorb" });
    await drawer.getByRole("link", { name: "Zur Kasse" }).click();
    await page.getByRole("button", { name: /^Weiter zur Zahlung/ }).click();
    await expect(page.getByRole("alert")).toContainText("Bitte prüfe 5 Felder");
    await expect(page.getByLabel("Land", { exact: true })).toHaveValue("DE");
    await expect(page.getByLabel("Land", { exact: true }).locator("option:checked")).toHaveText(
      "Deutschland",
    );
  });
});

test("the language and the theme are kept", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Gute Dinge aus vielen kleinen Läden.",
  );
  await page.getByRole("combobox", { name: "Farben", exact: true }).selectOption("dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Gute Dinge aus vielen kleinen Läden.",
  );
});
