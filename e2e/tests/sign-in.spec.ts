import type { Page } from "@playwright/test";
import { followMail, newAccount, newEmail, PASSWORD, signIn, signOut, signUp, totp } from "./account.ts";
import { expect, test } from "./fixtures.ts";

// Each of these is refused something.
test.use({ allowed: [/status of (401|403|409|422|429) /] });

const heading = (page: Page, name: string) =>
  page.getByRole("heading", { level: 1, name });

test("a forgotten password is set anew, and the old one is worth nothing", async ({ page }) => {
  const email = await newAccount(page, "forgetful");
  await signOut(page);
  await page.goto("/login");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(heading(page, "Check your mail")).toBeVisible();

  await followMail(page, email, /password/i);
  const field = page.getByLabel("New password", { exact: true });
  await field.fill("short");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(field).toHaveAccessibleDescription(/at least 10 characters/);
  await field.fill("password1234");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(field).toHaveAccessibleDescription(/easy to guess/);
  await expect(field).toBeFocused();
  const link = page.url();
  const changed = "nine copper kettles singing";
  await field.fill(changed);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Your new password is set")).toBeVisible();

  await signIn(page, email, PASSWORD);
  await expect(page.getByRole("alert")).toContainText("do not fit together");
  await expect(page.getByRole("textbox", { name: "Email" })).toHaveValue(email);
  await signIn(page, email, changed);
  await expect(heading(page, "Profile")).toBeVisible();

  await page.goto(link);
  await field.fill("eleven copper kettles singing");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByRole("alert")).toContainText("has been used or is too old");
});

test("an authenticator app is asked for, and a recovery code stands in for it", async ({ page }) => {
  test.slow();
  const email = await newAccount(page, "careful");
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
  const secret = (await page.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{1,4})+$/).textContent()) ?? "";
  await page.getByLabel("Six-digit code").fill("12345");
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByLabel("Six-digit code")).toHaveAccessibleDescription(/six digits/);
  await page.getByLabel("Six-digit code").fill(totp(secret));
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByText("Keep these recovery codes")).toBeVisible();
  const codes = await page.getByRole("listitem").getByText(/^[0-9a-z]{4}(-[0-9a-z]{4})+$/).allTextContents();
  expect(codes.length).toBeGreaterThan(5);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText(`${codes.length} recovery codes are left.`)).toBeVisible();
  await signOut(page);

  await page.goto("/login?returnTo=/account/sessions");
  await signIn(page, email);
  await expect(heading(page, "One more step")).toBeVisible();
  await expect(page.getByLabel("Six-digit code")).toBeFocused();
  await page.getByLabel("Six-digit code").fill("000000");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("This code does not work");
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(codes[0] ?? "");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(heading(page, "Devices")).toBeVisible();
  await signOut(page);

  // The code of the next period: one that was used is not taken again.
  await page.goto("/login");
  await signIn(page, email);
  await page.getByLabel("Six-digit code").fill(totp(secret, 1));
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(heading(page, "Profile")).toBeVisible();
  await page.goto("/account/security");
  await expect(page.getByText(`${codes.length - 1} recovery codes are left.`)).toBeVisible();
  await page.getByRole("button", { name: "Turn off" }).click();
  await page.getByRole("button", { name: "Yes, turn it off" }).click();
  await expect(page.getByText("The authenticator app is off.")).toBeVisible();
});

test("who did not confirm the address is told, and gets the link again", async ({ page }) => {
  const email = newEmail("hasty");
  await signUp(page, email);
  await page.goto("/login");
  await signIn(page, email);
  await expect(page.getByRole("alert")).toContainText("not confirmed yet");
  await followMail(page, email, /^Confirm your email/);
  await page.getByLabel("Password", { exact: true }).fill("not the password at all");
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("not the password you chose");
});

test("what went wrong at a provider is said in words", async ({ page }) => {
  for (const [code, words] of [
    ["provider_denied", "You were not signed in at the provider"],
    ["provider_unavailable", "The provider does not answer"],
    ["provider_email_unverified", "has not confirmed your email address"],
    ["some_new_code", "It is our fault, not yours"],
  ] as const) {
    await page.goto(`/login?problem=${code}`);
    await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
  }
  await page.goto("/login?link=abc");
  await expect(page.getByText("There is already an account with this email address")).toBeVisible();
});

test("a second factor that came too late leads back to the beginning", async ({ page }) => {
  await page.goto("/login?challenge=long-gone&returnTo=/account/orders");
  await page.getByLabel("Six-digit code").fill("123456");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toContainText("Please start again");
  await page.getByRole("button", { name: "Start again" }).click();
  await expect(heading(page, "Sign in")).toBeVisible();
});

test("one is only sent to pages of this marketplace", async ({ page }) => {
  const email = await newAccount(page, "careless");
  await signOut(page);
  await page.goto(`/login?returnTo=${encodeURIComponent("//evil.example/account")}`);
  await signIn(page, email);
  await expect(page).toHaveURL(/localhost:\d+\/account$/);
});

test("what needs a fresh sign-in asks for it, and leads back", async ({ page }) => {
  const email = await newAccount(page, "stale");
  await page.goto("/account/security");
  await page.route("**/api/v1/me/email", (route) =>
    route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      json: { type: "about:blank", title: "x", status: 403, code: "fresh_login_needed" },
    }),
  );
  await page.getByRole("button", { name: "Change email" }).click();
  await page.getByLabel("New email address").fill("new@example.com");
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(heading(page, "Please confirm it is you")).toBeVisible();
  await expect(page.getByText("Signed in as")).toContainText(email);
  await page.unroute("**/api/v1/me/email");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(heading(page, "Security")).toBeVisible();
  await expect(page.getByLabel("New email address")).toHaveValue("new@example.com");
  const address = newEmail("changed");
  await page.getByLabel("New email address").fill(address);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText(`If ${address} can be used`)).toBeVisible();
  await followMail(page, address, /address/i);
  await page.getByRole("button", { name: "Use the new address" }).click();
  await expect(page.getByText("Your new email address is in use.")).toBeVisible();
  await expect(page.getByRole("main").getByText(address).first()).toBeVisible();
});

test("too many attempts are told with when to try again", async ({ page }) => {
  await page.route("**/api/v1/auth/login", (route) =>
    route.fulfill({
      status: 429,
      headers: { "Retry-After": "120" },
      contentType: "application/problem+json",
      json: { type: "about:blank", title: "x", status: 429, code: "too_many_attempts" },
    }),
  );
  await page.goto("/login");
  await signIn(page, "ada@example.com");
  await expect(page.getByRole("alert")).toContainText("You can try again in 2 minutes");
});
