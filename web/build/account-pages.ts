import type { Plugin } from "vite";

/** The addresses of account.html. The server has the same list, in internal/web/account.go. */
const PAGES =
  /^\/(login|register|verify-email|forgot-password|reset-password|confirm-email|account(\/.*)?)(\?|$)/;

/** Serves account.html at its addresses while developing, as the server does afterwards. */
export function accountPages(): Plugin {
  return {
    name: "account-pages",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (request.method === "GET" && PAGES.test(request.url ?? "")) request.url = "/account.html";
        next();
      });
    },
  };
}
