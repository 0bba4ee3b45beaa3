import { existsSync } from "node:fs";
import { chromium, defineConfig, devices } from "@playwright/test";

// Playwright's own browser when it is installed (a laptop, `npx playwright install chromium`); else the system's.
const own = chromium.executablePath();
const system = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((file) => file && existsSync(file));
const executablePath = existsSync(own) ? undefined : system;
const root = process.getuid?.() === 0;
const port = Number(process.env.E2E_PORT ?? 18080);
const data = "./.out/data";
// A name and not a number: passkeys belong to the name of a site.
const site = `http://localhost:${port}`;

export default defineConfig({
  testDir: "./tests",
  outputDir: "./.out/results",
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  workers: 2,
  timeout: 60_000,
  reporter: process.env.CI ? [["line"], ["html", { open: "never" }]] : "list",
  expect: { timeout: 10_000 },
  use: {
    baseURL: site,
    locale: "en-US",
    timezoneId: "UTC",
    colorScheme: "light",
    contextOptions: { reducedMotion: "reduce" },
    // Without a film of it: each of its pictures takes time from the pages.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: true },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      args: [
        ...(root ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--font-render-hinting=none",
      ],
    },
  },
  projects: [
    {
      name: "desktop",
      use: { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 900 } },
      grepInvert: /@phone/,
    },
    { name: "phone", use: { ...devices["Pixel 7"] }, grep: /@phone|@a11y/ },
    { name: "dark", use: { ...devices["Desktop Chrome"], colorScheme: "dark" }, grep: /@a11y/ },
  ],
  webServer: {
    // Each run starts with the demo's stock. The server makes the data before it listens.
    command: `rm -rf ${data} && exec ../bin/rialto serve`,
    env: {
      RIALTO_ADDR: `127.0.0.1:${port}`,
      RIALTO_PUBLIC_URL: site,
      RIALTO_DATA_DIR: data,
      RIALTO_DEMO: "true",
      RIALTO_RATE_LIMITS: "off", // every visitor has one address
      RIALTO_WEBHOOKS_ALLOW_LOOPBACK: "true", // receivers are on this machine
    },
    url: `${site}/healthz`,
    timeout: 300_000,
    reuseExistingServer: !process.env.CI,
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});
