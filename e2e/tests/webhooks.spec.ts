import type { Page } from "@playwright/test";
import { enter, OPERATOR, SELLER } from "./dashboard.ts";
import { expect, expectAccessible } from "./fixtures.ts";
import { isSigned, type Receiver, test } from "./receiver.ts";

const STORE = "/dashboard/stores/crumb-street";

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name });

const region = (page: Page, name: string) =>
  page.locator("section").filter({ has: page.getByRole("heading", { level: 2, name, exact: true }) });

/** Adds an endpoint that is told of everything; gives its secret. */
async function addEndpoint(page: Page, receiver: Receiver, what: string): Promise<string> {
  await page.getByRole("link", { name: "New endpoint" }).click();
  await page.getByRole("textbox", { name: "Address" }).fill(receiver.url);
  await page.getByLabel("What it is for").fill(what);
  await page.getByRole("checkbox", { name: /^Everything/ }).check();
  await page.getByRole("button", { name: "Add endpoint" }).click();
  const dialog = page.getByRole("dialog", { name: "The secret of this endpoint" });
  const secret = await dialog.getByText(/^whsec_/).innerText();
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await expect(heading(page, what)).toBeVisible();
  return secret;
}

/** Deletes the endpoint that is shown: a store has only so many. */
async function deleteEndpoint(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More for this endpoint" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete this endpoint?" });
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(heading(page, "Webhooks")).toBeVisible();
}

// The browser tells of what the API refuses.
test.use({ allowed: [/412|422/] });

test("a merchant adds an endpoint and sees the test arrive", async ({ page, receiver }) => {
  await enter(page, `${STORE}/webhooks`, SELLER);
  await page.getByRole("link", { name: "New endpoint" }).click();
  const address = page.getByRole("textbox", { name: "Address" });
  const add = page.getByRole("button", { name: "Add endpoint" });
  await add.click();
  await expect(address).toBeFocused();
  await expect(address).toHaveAccessibleDescription("Please fill this in.");
  await address.fill("https://10.0.0.7/hook");
  await add.click();
  await expect(page.getByLabel("Search events")).toBeFocused();
  await expect(page.getByLabel("Search events")).toHaveAccessibleDescription(
    "Please choose at least one event, or everything.",
  );

  await page.getByLabel("Search events").fill("left");
  await expect(page.getByRole("group", { name: "Orders" })).toBeHidden();
  await page.getByRole("checkbox", { name: /^stock\.out/ }).check();
  await page.getByLabel("Search events").fill("order");
  await page.getByRole("button", { name: "All: Orders" }).click();
  await expect(page.getByText("10 chosen")).toBeVisible();
  await expectAccessible(page);
  await add.click();
  await expect(address).toHaveAccessibleDescription(
    "This address cannot be reached from the internet.",
  );
  await address.fill(receiver.url);
  await page.getByLabel("What it is for").fill("Stock to the warehouse");
  await add.click();

  const kept = page.getByRole("dialog", { name: "The secret of this endpoint" });
  const secret = await kept.getByText(/^whsec_/).innerText();
  await expect(kept.getByRole("button", { name: "Copy" })).toBeVisible();
  await expectAccessible(page);
  for (let i = 0; i < 3; i++) await page.keyboard.press("Escape"); // it is shown this once
  await expect(kept).toBeVisible();
  await kept.getByRole("button", { name: "I have kept it" }).click();
  await expect(heading(page, "Stock to the warehouse")).toBeVisible();
  await expect(page.getByText("Nothing was sent yet")).toBeVisible();

  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(heading(page, "webhook.test")).toBeVisible();
  const response = region(page, "Response");
  await expect(response.getByText("200 Taken")).toBeVisible();
  await expect(response.getByRole("group", { name: "Body" })).toHaveText('{ "answered": 200 }');
  const request = region(page, "Request");
  await expect(request.getByText(`POST ${receiver.url}`)).toBeVisible();
  await expect(request.getByRole("group", { name: "Headers" })).toContainText("Webhook-Signature: v1,");
  await expect(request.getByRole("group", { name: "Body" })).toContainText('"type": "webhook.test"');
  await expectAccessible(page);
  expect(receiver.received.map((one) => isSigned(one, secret))).toEqual([true]);

  await page.getByRole("navigation", { name: "You are here" }).getByRole("link").last().click();
  await expect(page.getByRole("link", { name: "webhook.test" })).toBeVisible();
  await expectAccessible(page);
  await deleteEndpoint(page);
});

test("what a broken receiver missed is sent again once it is mended", async ({ page, receiver }) => {
  await enter(page, `${STORE}/webhooks`, SELLER);
  const secret = await addEndpoint(page, receiver, "Accounting");
  receiver.status = 410;
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(region(page, "Response").getByText("410 Gone")).toBeVisible();
  await page.getByRole("navigation", { name: "You are here" }).getByRole("link").last().click();
  await expect(page.getByText(/paused, for it answered that it is gone/)).toBeVisible();
  await expectAccessible(page);

  receiver.status = 200;
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("button", { name: "Send failed ones again" }).click();
  const dialog = page.getByRole("dialog", { name: "Send again what was given up?" });
  await dialog.getByLabel("Begun in the last").selectOption({ label: "hour" });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText("1 delivery is sent again.")).toBeVisible();
  await expect(page.getByRole("row", { name: /webhook\.test Delivered 200 Taken/ })).toBeVisible();
  const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);

  await page.getByRole("link", { name: "webhook.test" }).click();
  await page.getByRole("button", { name: "Send again" }).click();
  await expect.poll(() => receiver.received.length).toBe(3);
  expect(receiver.received.every((one) => isSigned(one, secret))).toBe(true);
  await page.getByRole("navigation", { name: "You are here" }).getByRole("link").last().click();
  await deleteEndpoint(page);
});

test("an operator pauses, edits and rotates the secret of an endpoint", async ({
  page,
  context,
  receiver,
}) => {
  await enter(page, "/dashboard/webhooks", OPERATOR);
  const before = await addEndpoint(page, receiver, "Data warehouse");
  await page.getByRole("button", { name: "More for this endpoint" }).click();
  await page.getByRole("menuitem", { name: "Pause" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("This endpoint is paused")).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("This endpoint is paused")).toBeHidden();

  await page.getByRole("button", { name: "More for this endpoint" }).click();
  await page.getByRole("menuitem", { name: "New secret" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "New secret" }).click();
  const kept = page.getByRole("dialog", { name: "The secret of this endpoint" });
  const after = await kept.getByText(/^whsec_/).innerText();
  expect(after).not.toBe(before);
  await kept.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(region(page, "Response").getByText("200 Taken")).toBeVisible();
  for (const secret of [before, after])
    expect(receiver.received.map((one) => isSigned(one, secret))).toEqual([true]);

  // Two people edit it.
  await page.getByRole("navigation", { name: "You are here" }).getByRole("link").last().click();
  await page.getByRole("link", { name: "Edit" }).click();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel("What it is for").fill("Data lake");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(heading(other, "Data lake")).toBeVisible();
  await page.getByLabel("What it is for").fill("Data swamp");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(
    page.getByRole("heading", { name: "Somebody else has changed this meanwhile" }),
  ).toBeFocused();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save mine instead" }).click();
  await expect(heading(page, "Data swamp")).toBeVisible();
  await deleteEndpoint(page);
});
