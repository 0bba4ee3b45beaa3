import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const SRC = import.meta.dirname;
const ALIASES: Record<string, string> = {
  "@api/": "api/",
  "@ui/": "ui/",
  "@storefront/": "storefront/",
};
const SHARED = new Set(["cart", "catalog", "layout", "locales", "text.ts"]);

/** The part of the storefront that a file belongs to, or its top folder. */
function zoneOf(file: string): string {
  const [top = "", second = "", third = ""] = file.split("/");
  if (top !== "storefront") return top;
  if (second === "features") return `features/${third}`;
  if (second === "routes") return "routes";
  return SHARED.has(second) ? "shared" : "root";
}

/** What a zone may import besides itself. */
function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === "api") return false;
  if (from === "ui") return to === "api";
  if (to === "api" || to === "ui") return true;
  if (from === "shared") return false;
  // The storefront's own small modules (device-orders, countries) stand beside its folders.
  if (from.startsWith("features/")) return to === "shared" || to === "root";
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
  it("sees the code", () => expect(files.length).toBeGreaterThan(50));

  it("are kept", () => {
    const broken = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => !mayImport(zoneOf(file), zoneOf(target)))
        .map((target) => `${file} imports ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("refuse what they are for", () => {
    expect(mayImport("ui", "shared")).toBe(false);
    expect(mayImport("api", "ui")).toBe(false);
    expect(mayImport("features/cart", "features/checkout")).toBe(false);
    expect(mayImport("shared", "features/cart")).toBe(false);
  });
});

describe("routes", () => {
  it("only load and compose", () => {
    const long = files
      .filter((file) => zoneOf(file) === "routes")
      .filter((file) => readFileSync(path.join(SRC, file), "utf8").split("\n").length > 80);
    expect(long).toEqual([]);
  });
});
