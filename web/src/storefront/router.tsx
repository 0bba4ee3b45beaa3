import { queryClient } from "@api/client.ts";
import { createRouter } from "@tanstack/react-router";
import { ErrorPage } from "@ui/error-page.tsx";
import { parseSearch, stringifySearch } from "@ui/search-params.ts";
import { NotFoundPage } from "./layout/not-found-page.tsx";
import { routeTree } from "./route-tree.gen.ts";

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  // The page before stays for 200 ms, then the skeleton of the next one is shown.
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: ({ error, reset }) => (
    <ErrorPage
      error={error}
      retry={() => {
        void queryClient.resetQueries({ predicate: (query) => query.state.status === "error" });
        reset();
        void router.invalidate();
      }}
    />
  ),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
