import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const SRC = import.meta.dirname;
const ALIASES: Record<string, string> = {
  "@api/": "api/",
  "@ui/": "ui/",
  "@storefront/": "storefront/",
};
/** The programs of their own, each an entry of the build: they never know of one another. */
const APPS = new Set(["storefront", "account", "dashboard"]);
/** What the features of an app share. */
const SHARED = new Set([
  "cart",
  "catalog",
  "charts",
  "layout",
  "forms",
  "session",
  "table",
  "locales",
  "texts",
  "text.ts",
]);

/** The part of an app that a file belongs to, or its top folder. */
function zoneOf(file: string): string {
  const [top = "", second = "", third = ""] = file.split("/");
  if (!APPS.has(top)) return top;
  if (second === "features") return `${top}/features/${third}`;
  if (second === "routes" || second === "areas") return `${top}/${second}`;
  return `${top}/${SHARED.has(second) ? "shared" : "root"}`;
}

/** What a zone may import besides itself. */
function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === "api") return false;
  if (from === "ui") return to === "api";
  if (to === "api" || to === "ui") return true;
  const [app = "", part = ""] = from.split("/");
  if (!APPS.has(app) || !to.startsWith(`${app}/`)) return false;
  if (part === "shared") return false;
  // An app's own small modules (device-orders) stand beside its folders.
  if (part === "features") return to === `${app}/shared` || to === `${app}/root`;
  return true;
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(SRC, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)]
    .map((match) => match[1] ?? "")
    .map((target) => {
      const alias = Object.keys(ALIASES).find((prefix) => target.startsWith(prefix));
      if (alias) return target.replace(alias, ALIASES[alias] ?? "");
      return target.startsWith(".") ? path.posix.join(path.posix.dirname(file), target) : "";
    })
    .filter(Boolean);
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !file.endsWith(".gen.ts") && file.includes("/"),
);

describe("the import zones", () => {
  it("sees the code", () => {
    for (const zone of [
      "api",
      "ui",
      "storefront/routes",
      "account/routes",
      "account/shared",
      "dashboard/routes",
    ])
      expect(files.some((file) => zoneOf(file) === zone)).toBe(true);
  });

  it("are kept", () => {
    const broken = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => !mayImport(zoneOf(file), zoneOf(target)))
        .map((target) => `${file} imports ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("refuse what they are for", () => {
    expect(mayImport("ui", "storefront/shared")).toBe(false);
    expect(mayImport("api", "ui")).toBe(false);
    expect(mayImport("storefront/features/cart", "storefront/features/checkout")).toBe(false);
    expect(mayImport("storefront/shared", "storefront/features/cart")).toBe(false);
    expect(mayImport("dashboard/features/orders", "dashboard/areas")).toBe(false);
    for (const [from, to] of [
      ["account", "storefront"],
      ["storefront", "account"],
      ["dashboard", "storefront"],
      ["account", "dashboard"],
    ])
      for (const part of ["shared", "root", "areas", "routes", "features/x"])
        expect(mayImport(`${from}/${part}`, `${to}/shared`)).toBe(false);
  });
});

describe("routes", () => {
  it("only load and compose", () => {
    const long = files
      .filter((file) => zoneOf(file).endsWith("/routes"))
      .filter((file) => readFileSync(path.join(SRC, file), "utf8").split("\n").length > 80);
    expect(long).toEqual([]);
  });
});
