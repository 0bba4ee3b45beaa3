import path from "node:path";
import tailwind from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { appPages } from "./build/app-pages.ts";
import { icuCatalogues } from "./build/icu-catalogues.ts";
import { precompress } from "./build/precompress.ts";

const backend = process.env.RIALTO_BACKEND ?? "http://127.0.0.1:8080";
const src = (folder: string) => path.resolve(import.meta.dirname, "src", folder);

export default defineConfig({
  resolve: { alias: { "@api": src("api"), "@ui": src("ui"), "@storefront": src("storefront") } },
  plugins: [
    icuCatalogues(),
    appPages(),
    // The router's plugin has to come before react(). Tests import components, not routes.
    ...(process.env.VITEST
      ? []
      : [
          tanstackRouter({
            target: "react",
            autoCodeSplitting: true,
            routesDirectory: "src/storefront/routes",
            generatedRouteTree: "src/storefront/route-tree.gen.ts",
          }),
        ]),
    react(),
    tailwind(),
    precompress(),
  ],
  server: {
    proxy: {
      "/api": backend,
      "/media": backend,
      "/docs": backend,
      "/unsubscribe": backend,
      "/stripe-simulator": backend,
    },
  },
  build: {
    target: "baseline-widely-available",
    manifest: "manifest.json",
    // data: URLs would fall foul of the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 450,
    rolldownOptions: {
      input: { index: "index.html", account: "account.html", dashboard: "dashboard.html" },
      output: {
        codeSplitting: {
          groups: [
            // What entries begin with, in two files: fewer requests, and it compresses better than in crumbs.
            {
              name: "vendor",
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|@lingui|openapi-[a-z-]+)\//,
              tags: ["$initial"],
            },
            // The kit and the client: what each entry begins with, in one file for all of them.
            {
              name: "kit",
              test: /src\/(api|ui\/(?!notices|drawer|popup|session\/))|lucide-react\/dist\/esm\/(?!icons)|icons\/(compass|package|search|shield-check|user-round)\.|preload-helper/,
              tags: ["$initial"],
            },
            { name: "common", test: /src\/storefront\/(cart|catalog|layout)\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          environment: "node",
          include: ["src/**/*.test.ts"],
          exclude: ["**/*.dom.test.ts"],
        },
      },
      {
        extends: true,
        test: { name: "dom", environment: "happy-dom", include: ["src/**/*.dom.test.{ts,tsx}"] },
      },
    ],
  },
});
