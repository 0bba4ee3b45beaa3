import { queryClient } from "@api/client.ts";
import "@ui/app.css";
import { reloadAfterRelease } from "@ui/after-release.ts";
import { startLocale } from "@ui/i18n.ts";
import { NOTICES, readStored, session } from "@ui/storage.ts";
import { startTheme } from "@ui/theme.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startCart } from "./cart/use-cart.ts";
import { router } from "./router.tsx";

reloadAfterRelease();

async function start() {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no #root");
  startTheme();
  await Promise.all([
    startLocale([
      { en: () => import("@ui/locales/en.ts"), de: () => import("@ui/locales/de.ts") },
      { en: () => import("./locales/en.ts"), de: () => import("./locales/de.ts") },
    ]),
    // The server's shell stays until the page can be drawn whole; without one, skeletons come first.
    root.childElementCount > 0 ? router.load() : undefined,
  ]);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
  startCart();
  if (readStored(session, NOTICES)) (await import("@ui/notices.ts")).showNotices();
}

void start();
