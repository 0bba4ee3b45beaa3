import { describe, expect, it } from "vitest";
import { deviceOf } from "./user-agent.ts";

const CHROME = "(KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

describe("deviceOf", () => {
  it.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ${CHROME}`, "Chrome", "Windows", false],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ${CHROME} Edg/140.0`,
      "Edge",
      "Windows",
      false,
    ],
    [`Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 ${CHROME} OPR/120.0`, "Opera", "Linux", false],
    [`Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 ${CHROME}`, "Chrome", "Android", true],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox", "Linux", false],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
      "Safari",
      "iPhone",
      true,
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
      "Safari",
      "macOS",
      false,
    ],
    ["curl/8.5.0", "curl", undefined, false],
    ["Mozilla/5.0 (something else)", undefined, undefined, false],
    ["", undefined, undefined, false],
  ])("reads %s", (agent, browser, system, handheld) => {
    expect(deviceOf(agent)).toEqual({ ...(browser && { browser }), ...(system && { system }), handheld });
  });

  it("shows nothing of what is no name", () => {
    expect(deviceOf("<script>/1")).toEqual({ handheld: false });
    expect(deviceOf(undefined)).toEqual({ handheld: false });
  });
});
