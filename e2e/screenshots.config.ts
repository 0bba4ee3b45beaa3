import { devices } from "@playwright/test";
import base from "./playwright.config.ts";

// Takes the pictures of docs/screenshots from a market with fresh demo data.
export default {
  ...base,
  testDir: "./screenshots",
  workers: 1,
  projects: [
    {
      name: "desktop",
      use: { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 900 } },
    },
    { name: "phone", use: { ...devices["Pixel 7"], deviceScaleFactor: 1.5 } },
    {
      name: "dark",
      use: {
        ...devices["Desktop Chrome"],
        viewport: { width: 1280, height: 900 },
        colorScheme: "dark" as const,
      },
    },
  ],
};
