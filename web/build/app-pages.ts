import type { Plugin } from "vite";

/** The addresses of the apps besides the storefront. The server has the same, in internal/web/{account,dashboard}.go. */
const APPS: [addresses: RegExp, entry: string][] = [
  [
    /^\/(login|register|verify-email|forgot-password|reset-password|confirm-email|accept-invitation|stock-wish|account(\/.*)?)(\?|$)/,
    "/account.html",
  ],
  [/^\/dashboard(\/.*)?(\?|$)/, "/dashboard.html"],
];

/** Serves each app's entry at its addresses while developing, as the server does afterwards. */
export function appPages(): Plugin {
  return {
    name: "app-pages",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const entry = APPS.find(([addresses]) => addresses.test(request.url ?? ""))?.[1];
        if (request.method === "GET" && entry) request.url = entry;
        next();
      });
    },
  };
}
