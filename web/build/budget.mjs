// Adds up what the first page of each entry loads before it can be drawn, from the build's manifest, and fails
// above the entry's budget.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const PAGES = [
  {
    name: "storefront, home page",
    entry: "index.html",
    app: "storefront",
    route: "routes/index.tsx",
    js: 130,
    css: 12,
  },
  {
    name: "account, sign-in",
    entry: "account.html",
    app: "account",
    route: "routes/login.tsx",
    js: 150,
    css: 12,
  },
  {
    name: "account, security",
    entry: "account.html",
    app: "account",
    route: "routes/security.tsx",
    js: 150,
    css: 12,
  },
  {
    name: "dashboard, accounts",
    entry: "dashboard.html",
    app: "dashboard",
    route: "routes/users.tsx",
    js: 150,
    css: 12,
  },
  {
    name: "dashboard, a store's overview",
    entry: "dashboard.html",
    app: "dashboard",
    route: "routes/store-overview.tsx",
    js: 150,
    css: 12,
  },
];
const dist = path.resolve(import.meta.dirname, "../dist");
const manifest = JSON.parse(readFileSync(path.join(dist, "manifest.json"), "utf8"));
let failed = false;

for (const page of PAGES) {
  const wanted = [
    page.entry,
    Object.keys(manifest).find((key) => key.includes(`${page.app}/${page.route}`)),
    `src/${page.app}/locales/en.ts`,
    "src/ui/locales/en.ts",
  ];
  const files = new Set();
  const follow = (key) => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the build has no ${key}, which ${page.name} needs`);
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const next of chunk.imports ?? []) follow(next);
  };
  wanted.forEach(follow);

  const size = { js: 0, css: 0 };
  for (const file of files) {
    const kind = path.extname(file).slice(1);
    if (!(kind in size)) continue;
    const bytes = gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length;
    size[kind] += bytes;
    if (process.argv.includes("--files"))
      console.log(String(bytes).padStart(8), statSync(path.join(dist, file)).size, file);
  }
  for (const [kind, bytes] of Object.entries(size)) {
    const kb = bytes / 1024;
    failed ||= kb > page[kind] || bytes === 0;
    console.log(`${page.name}: ${kind} ${kb.toFixed(1)} KB gz of ${page[kind]}`);
  }
}
process.exit(failed ? 1 : 0);
