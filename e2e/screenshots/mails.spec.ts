import { mkdirSync } from "node:fs";
import { expect, test } from "../tests/fixtures.ts";

// Every mail there is, in both languages, as mail programs show it: on a screen, on a phone, in the dark by the
// mail's own colours, and in the dark by force, as programs do that turn all colours round. They are many and
// change together, so they are not kept beside the other pictures.
const folder = ".out/mails";

test("every mail there is", async ({ page }) => {
  test.setTimeout(600_000);
  const look = test.info().project.name;
  mkdirSync(folder, { recursive: true });
  await page.goto("/dev/mail/samples");
  const paths = await page
    .getByRole("main")
    .locator('a[href^="/dev/mail/samples/"]')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));
  expect(paths.length).toBeGreaterThan(80);
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const name = path.split("/").slice(-2).join("-");
    const shoot = (kind: string) =>
      page.screenshot({ path: `${folder}/${name}-${kind}.png`, fullPage: true, scale: "css" });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    await shoot(look);
    if (look !== "desktop") continue;
    await page.addStyleTag({ content: "html { filter: invert(1) hue-rotate(180deg); background: #000 }" });
    await shoot("forced-dark");
  }
});
