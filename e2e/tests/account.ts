import { createHmac, randomBytes } from "node:crypto";
import { expect, type Page } from "@playwright/test";

export const PASSWORD = "seven lanterns over green water";

/** An address that nobody had before. */
export const newEmail = (name: string) => `${name}-${randomBytes(5).toString("hex")}@example.com`;

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

/** Opens the newest mail with the subject in the mailbox of the development server. */
export async function openMail(page: Page, email: string, subject: RegExp): Promise<void> {
  const mail = page.getByRole("main").getByRole("link", { name: subject }).first();
  await expect(async () => {
    await page.goto(`/dev/mail?to=${encodeURIComponent(email)}`);
    await expect(mail).toBeVisible({ timeout: 500 });
  }).toPass();
  await mail.click();
}

/** Opens the newest mail with the subject, and follows its first link. */
export async function followMail(page: Page, email: string, subject: RegExp): Promise<void> {
  await openMail(page, email, subject);
  const link = page.getByRole("region", { name: "As plain text" }).getByRole("link").first();
  await page.goto((await link.getAttribute("href")) ?? "");
}

/** Fills in and sends the form for a new account. */
export async function signUp(page: Page, email: string, name = "Ada Lovelace"): Promise<void> {
  await page.goto("/register");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("checkbox", { name: /accept the terms/ }).check();
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(heading(page, "Check your mail")).toBeVisible();
}

/** Follows the mailed link of a new account; that signs in. */
export async function confirmAddress(page: Page, email: string): Promise<void> {
  await followMail(page, email, /^Confirm your email/);
  await expect(heading(page, "Confirm your address")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(heading(page, "Profile")).toBeVisible();
}

/** A new account, signed in. */
export async function newAccount(page: Page, name: string): Promise<string> {
  const email = newEmail(name);
  await signUp(page, email);
  await confirmAddress(page, email);
  return email;
}

/** Sends e-mail and password on the sign-in page. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL("/");
}

/** A device that keeps passkeys. Whoever sits before it agrees at once, or does nothing. */
export type Authenticator = { agree(always: boolean): Promise<void> };

/** Gives the browser a device for passkeys, and somebody who agrees to everything. */
export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    agree: async (enabled) => {
      await client.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
    },
  };
}

/** The code that an authenticator app shows for a secret (RFC 6238), `ahead` periods of 30 seconds from now. */
export function totp(secret: string, ahead = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(/[\s=]/g, "")]
    .map((char) => alphabet.indexOf(char).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = (hash.at(-1) ?? 0) & 0xf;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
