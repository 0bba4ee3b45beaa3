import { queryClient } from "@api/client.ts";
import { reloadAfterRelease } from "@ui/after-release.ts";
import "@ui/app.css";
import { startLocale } from "@ui/i18n.ts";
import { startTheme } from "@ui/theme.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { router } from "./router.tsx";
import { NotForYou } from "./session/guard.ts";

reloadAfterRelease();

/** A refusal is an answer of a page and no fault in it. */
const onCaughtError = (error: unknown) => error instanceof NotForYou || console.error(error);

async function start() {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no #root");
  startTheme();
  await startLocale([
    { en: () => import("@ui/locales/en.ts"), de: () => import("@ui/locales/de.ts") },
    { en: () => import("./locales/en.ts"), de: () => import("./locales/de.ts") },
  ]);
  createRoot(root, { onCaughtError }).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
  // Pages do not wait for what tells them of changes.
  void import("./live.ts").then(({ followPages }) => followPages(router));
}

void start();
