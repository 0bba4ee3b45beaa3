// Adds up what the home page loads before it can be drawn, from the build's manifest, and fails above the budget.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KB = { js: 130, css: 12 };
const dist = path.resolve(import.meta.dirname, "../dist");
const manifest = JSON.parse(readFileSync(path.join(dist, "manifest.json"), "utf8"));

const wanted = (key) =>
  key === "index.html" || key.includes("storefront/routes/index.tsx") || key.endsWith("locales/en.ts");
const files = new Set();
const follow = (key) => {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) follow(next);
};
Object.keys(manifest).filter(wanted).forEach(follow);

const size = { js: 0, css: 0 };
for (const file of files) {
  const kind = path.extname(file).slice(1);
  if (!(kind in size)) continue;
  const bytes = gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length;
  size[kind] += bytes;
  if (process.argv.includes("--files"))
    console.log(String(bytes).padStart(8), statSync(path.join(dist, file)).size, file);
}
let failed = false;
for (const [kind, bytes] of Object.entries(size)) {
  const kb = bytes / 1024;
  failed ||= kb > BUDGET_KB[kind] || bytes === 0;
  console.log(`${kind}: ${kb.toFixed(1)} KB gz of ${BUDGET_KB[kind]}`);
}
process.exit(failed ? 1 : 0);
