import type { Browser, Page } from "@playwright/test";
import { newAccount, newEmail, PASSWORD, signIn } from "./account.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

const OPERATOR = "admin@demo.example";
const DEMO_PASSWORD = "lantern-and-moss-7";

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name });

/** Signs in as who runs the marketplace, on the way to a page of the dashboard. */
async function operate(page: Page, path = "/dashboard"): Promise<void> {
  await page.goto(path);
  await expect(page).toHaveURL(/\/login\?returnTo=/);
  await signIn(page, OPERATOR, DEMO_PASSWORD);
  await page.waitForURL((url) => url.pathname + url.search === path);
}

/** A customer in a browser of their own. */
async function customer(browser: Browser, name: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const email = await newAccount(page, name);
  return { page, email, close: () => context.close() };
}

/** Looks for an account and opens it. */
async function openAccount(page: Page, email: string): Promise<void> {
  await page.goto("/dashboard/users");
  await page.getByRole("searchbox", { name: "Search by email or name" }).fill(email.toUpperCase());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?q=/);
  await page
    .getByRole("row")
    .or(page.getByRole("listitem"))
    .filter({ hasText: email })
    .getByRole("link")
    .click();
  await expect(page.getByText(`${email} (confirmed)`)).toBeVisible();
}

const dialog = (page: Page) => page.getByRole("dialog");

test("an operator gives an account another role, and the log shows it", async ({
  page,
  browser,
}) => {
  test.slow();
  const person = await customer(browser, "promoted");
  await operate(page);
  await expect(heading(page, "Overview")).toBeVisible();
  await openAccount(page, person.email);

  await page.getByRole("link", { name: "Make admin" }).click();
  await expect(dialog(page)).toContainText("Admins see all accounts");
  const typed = dialog(page).getByLabel(`Type ${person.email} to confirm`);
  await typed.fill("somebody@example.com");
  await dialog(page).getByRole("button", { name: "Make admin" }).click();
  await expect(typed).toHaveAccessibleDescription("This is not the same.");
  await typed.fill(person.email);
  await dialog(page).getByRole("button", { name: "Make admin" }).click();
  await expect(page.getByText("The account is an admin’s now.")).toBeVisible();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("definition").filter({ hasText: /^Admin$/ })).toBeVisible();

  await person.page.goto("/dashboard");
  await expect(heading(person.page, "Overview")).toBeVisible();

  await page
    .getByRole("navigation", { name: "Dashboard" })
    .getByRole("link", { name: "Audit log" })
    .click();
  await page.getByLabel("Action").fill("user.role_changed");
  await page.getByLabel("Done by").fill(OPERATOR);
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/action=user\.role_changed&actor=[0-9a-f-]{36}$/);
  const entries = page.getByRole("main").getByRole("list").locator("> li");
  await expect(entries.first()).toContainText("Role changed");
  for (const entry of await entries.all()) await expect(entry).toContainText("user.role_changed");
  await entries.first().locator("summary").click();
  await expect(entries.first().getByText("customer", { exact: true })).toBeVisible();
  await expect(entries.first().locator("summary time")).toHaveAttribute(
    "title",
    /^\d{4}-\d\d-\d\d .* UTC$/,
  );
  await entries
    .first()
    .getByRole("link", { name: /^Account / })
    .click();
  await expect(page.getByText(`${person.email} (confirmed)`)).toBeVisible();

  await page.getByRole("link", { name: "Take admin rights away" }).click();
  await dialog(page).getByRole("button", { name: "Take admin rights away" }).click();
  await expect(page.getByText("The account is a customer’s now.")).toBeVisible();
  await person.page.reload();
  await expect(heading(person.page, "This page is not for you")).toBeVisible();
  await expect(person.page.getByRole("main")).toContainText(person.email);
  await person.close();
});

test("a blocked account is out at once, until it is unblocked", async ({ page, browser }) => {
  test.slow();
  const person = await customer(browser, "blocked");
  await operate(page, "/dashboard/users");
  await openAccount(page, person.email);
  await page.getByRole("link", { name: "Block", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Block" }).click();
  await expect(page.getByText("The account is blocked.")).toBeVisible();
  await expect(page.getByRole("main").getByText("Blocked", { exact: true })).toBeVisible();

  await person.page.goto("/account/orders");
  await expect(person.page.getByText("Your session has ended.")).toBeVisible();
  await signIn(person.page, person.email);
  await expect(person.page.getByRole("alert").first()).toContainText(/blocked/i);

  await page.getByRole("link", { name: "Unblock" }).click();
  await dialog(page).getByRole("button", { name: "Unblock" }).click();
  await expect(page.getByText("The account can sign in again.", { exact: true })).toBeVisible();
  await person.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await person.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(heading(person.page, "Orders")).toBeVisible();

  await page.getByRole("link", { name: "Sign out everywhere" }).click();
  await dialog(page).getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByText("The account is signed out everywhere.")).toBeVisible();
  await person.page.reload();
  await expect(person.page.getByText("Your session has ended.")).toBeVisible();
  await person.close();
});

test("one's own account is somebody else's to change", async ({ page }) => {
  await operate(page, "/dashboard/users?q=admin%40demo&role=admin");
  await expect(page.getByRole("link", { name: "Admins" })).toHaveAttribute("aria-current");
  await page.getByRole("link", { name: "Ines Kaya" }).click();
  await expect(page.getByText("This is your own account.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Block" })).toBeHidden();
  await page.goto("/account");
  await page.getByRole("link", { name: "Dashboard" }).click();
  await expect(heading(page, "Overview")).toBeVisible();
});

test.describe("what needs a recent sign-in", () => {
  test.use({ allowed: [/403 \(Forbidden\)/] });
  test("leads through it and back to the question", async ({ page, browser }) => {
    test.slow();
    const person = await customer(browser, "fresh");
    await operate(page);
    await openAccount(page, person.email);
    // The quarter of an hour in which a sign-in is recent is not waited for.
    await page.route(
      "**/api/v1/admin/users/*",
      (route) =>
        route.fulfill({
          status: 403,
          contentType: "application/problem+json",
          json: {
            type: "about:blank",
            title: "Sign in again.",
            status: 403,
            code: "fresh_login_needed",
          },
        }),
      { times: 1 },
    );
    await page.getByRole("link", { name: "Block", exact: true }).click();
    await dialog(page).getByRole("button", { name: "Block" }).click();
    await expect(heading(page, "Please confirm it is you")).toBeVisible();
    await expect(page.getByText(OPERATOR)).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill(DEMO_PASSWORD);
    await page.getByRole("button", { name: "Confirm", exact: true }).click();
    await expect(dialog(page)).toContainText("Block Ada Lovelace?");
    await dialog(page).getByRole("button", { name: "Block" }).click();
    await expect(page.getByText("The account is blocked.")).toBeVisible();
    await person.close();
  });
});

test("long lists have pages with addresses of their own", async ({ page, request }) => {
  const series = newEmail("page").split("@")[0] ?? "";
  const accounts = Array.from({ length: 26 }, (_, at) => `${series}-${at}@example.com`);
  for (const email of accounts) {
    const data = {
      email,
      password: PASSWORD,
      locale: "en",
      termsAccepted: true,
      newsletter: false,
    };
    expect((await request.post("/api/v1/auth/register", { data })).status()).toBeLessThan(300);
  }
  await operate(page, `/dashboard/users?q=${series}`);
  const rows = page.getByRole("rowgroup").last().getByRole("row");
  await expect(rows).toHaveCount(25);
  await expect(rows.first()).toContainText(accounts.at(-1) ?? "");
  await expect(rows.first()).toContainText("Email not confirmed");
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/cursor=.*q=/);
  await page.reload();
  await expect(rows).toHaveCount(1);
  await page.getByRole("link", { name: "First page" }).click();
  await expect(rows).toHaveCount(25);
  await page.goBack();
  await expect(rows).toHaveCount(1);
});

test("the filter of the log says what it does not know", async ({ page }) => {
  await operate(page, "/dashboard/audit-log?action=user.signed_in&store=1");
  await expect(page.getByLabel("Store")).toHaveValue("");
  await page.getByLabel("Action").fill("Blocked!");
  await page.getByLabel("Done by").fill("nobody@example.com");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByLabel("Action")).toHaveAccessibleDescription(
    "An action is written like user.blocked.",
  );
  await expect(page.getByLabel("Action")).toBeFocused();
  await expect(page.getByLabel("Done by")).toHaveAccessibleDescription(
    "There is no account with this email.",
  );
  await page.getByLabel("Action").fill("");
  await page.getByLabel("Done by").fill("");
  await page.getByLabel("Store").fill("northlight-coffee");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByLabel("Store")).toHaveAccessibleDescription("Northlight Coffee");
  await expect(page.locator("ol").getByText("Team member added").first()).toBeVisible();
  await page.getByRole("link", { name: "Show everything" }).click();
  await expect(page).toHaveURL(/\/dashboard\/audit-log$/);
});

test("a customer is told that the dashboard is for others", async ({ page }) => {
  const email = await newAccount(page, "curious");
  await page.goto("/dashboard/users");
  await expect(heading(page, "This page is not for you")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(email);
  await expect(page.getByRole("link", { name: "Audit log" })).toBeHidden();
  await page.getByRole("button", { name: "Use another account" }).click();
  await expect(heading(page, "Sign in")).toBeVisible();
  await signIn(page, OPERATOR, DEMO_PASSWORD);
  await expect(heading(page, "Accounts")).toBeVisible();
});

test.describe("a page that cannot be loaded", () => {
  test.use({ allowed: [/500 \(Internal Server Error\)|404 \(Not Found\)|ApiError: Broken/] });
  test("says so with its number, and is tried again", async ({ page }) => {
    await operate(page);
    const json = {
      type: "about:blank",
      title: "Broken.",
      status: 500,
      code: "internal",
      requestId: "req-12345",
    };
    await page.route("**/api/v1/admin/audit-log?*", (route) =>
      route.fulfill({ status: 500, contentType: "application/problem+json", json }),
    );
    await page.goto("/dashboard/audit-log");
    await expect(heading(page, "Something went wrong")).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText("req-12345")).toBeVisible();
    await page.unroute("**/api/v1/admin/audit-log?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(heading(page, "Audit log")).toBeVisible();

    await page.goto("/dashboard/users/0190c2d4-7b6a-7cc1-9d6c-0a52c1a7f001");
    await expect(heading(page, "We could not find this page")).toBeVisible();
  });
});

test("the dashboard speaks German when one chooses it", async ({ page }) => {
  await operate(page);
  await page.getByRole("banner").getByRole("button", { name: OPERATOR }).click();
  await page.getByRole("banner").getByLabel("Language", { exact: true }).selectOption("de");
  await expect(heading(page, "Übersicht")).toBeVisible();
  await page.reload();
  await expect(page).toHaveTitle("Übersicht · Rialto");
});

test("the dashboard is accessible @a11y", async ({ page, browser, isMobile }) => {
  test.slow();
  await operate(page);
  for (const [path, name] of [
    ["/dashboard", "Overview"],
    ["/dashboard/users", "Accounts"],
    ["/dashboard/users?q=nobody-is-called-so", "Accounts"],
    ["/dashboard/jobs", "Jobs"],
    ["/dashboard/jobs?name=nobody.does_so", "Jobs"],
    ["/dashboard/audit-log", "Audit log"],
  ] as const) {
    await page.goto(path);
    await expect(heading(page, name)).toBeVisible();
    await expectAccessible(page);
  }
  await page.locator("ol summary").first().click();
  await expectAccessible(page);

  await page.goto("/dashboard/users?q=seller%40demo.example");
  await page.getByRole("link", { name: "Jonas Weber" }).click();
  await expect(page.getByRole("link", { name: "Northlight Coffee", exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Make admin" }).click();
  await expect(dialog(page)).toBeVisible();
  await dialog(page).getByRole("button", { name: "Make admin" }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();

  if (isMobile) {
    await page.getByRole("button", { name: "Open menu" }).click();
    await expectAccessible(page);
    await dialog(page).getByRole("link", { name: "Accounts" }).click();
    await expect(heading(page, "Accounts")).toBeVisible();
    await expect(dialog(page)).toBeHidden();
  }

  const person = await customer(browser, "outside");
  await person.page.goto("/dashboard");
  await expect(heading(person.page, "This page is not for you")).toBeVisible();
  await expectAccessible(person.page);
  await person.close();
});

test("an operator pauses a queue and resumes it, and the log shows it", async ({ page }) => {
  await operate(page, "/dashboard/jobs");
  const queue = page
    .getByRole("region", { name: "Queues" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: "Pictures" }) });
  await queue.getByRole("button", { name: "Pause Pictures" }).click();
  await expect(dialog(page)).toContainText("nothing is lost");
  await dialog(page).getByRole("button", { name: "Pause" }).click();
  await expect(queue.getByText("Paused", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await queue.getByRole("button", { name: "Resume Pictures" }).click();
  await expect(queue.getByRole("button", { name: "Pause Pictures" })).toBeVisible();
  await page.goto("/dashboard/audit-log?action=job_queue.resumed");
  await expect(
    page.getByRole("listitem").filter({ hasText: "Queue resumed" }).first(),
  ).toBeVisible();
});

test("no page of the dashboard is wider than the narrowest phone @phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await operate(page);
  for (const path of ["/dashboard", "/dashboard/users", "/dashboard/audit-log", "/dashboard/jobs"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      path,
    ).toBeLessThanOrEqual(360);
  }
});
