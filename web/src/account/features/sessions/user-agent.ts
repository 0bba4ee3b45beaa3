/** What a browser says of itself, as people call it. Order matters: many name others, too. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\b(?:OPR|Opera)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|Chromium)\//, "Chrome"],
  [/\bVersion\/.*\bSafari\//, "Safari"],
];
const SYSTEMS: [RegExp, string, boolean][] = [
  [/\biPhone\b|\biPod\b/, "iPhone", true],
  [/\biPad\b/, "iPad", true],
  [/\bAndroid\b/, "Android", true],
  [/\bWindows\b/, "Windows", false],
  [/\bCrOS\b/, "ChromeOS", false],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS", false],
  [/\bLinux\b/, "Linux", false],
];

export type Device = {
  /** Such as "Firefox"; of another program its own name, such as "curl". */
  browser?: string;
  /** Such as "Windows". */
  system?: string;
  handheld: boolean;
};

/** Reads a User-Agent header as far as it is worth showing. */
export function deviceOf(userAgent: string | undefined): Device {
  const agent = userAgent ?? "";
  const browser = BROWSERS.find(([sign]) => sign.test(agent))?.[1];
  const system = SYSTEMS.find(([sign]) => sign.test(agent));
  const program = agent.startsWith("Mozilla/") ? undefined : /^([\w.-]{1,40})\//.exec(agent)?.[1];
  const name = browser ?? program;
  return {
    ...(name && { browser: name }),
    ...(system && { system: system[1] }),
    handheld: system?.[2] ?? false,
  };
}
