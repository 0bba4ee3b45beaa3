import { Outlet } from "@tanstack/react-router";
import { SkipLink } from "@ui/header-frame.tsx";
import { showNotices } from "@ui/notices.ts";
import { PageAnnouncer } from "@ui/page-announcer.tsx";
import { ToastRegion } from "@ui/toast-region.tsx";
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";

/** What stands around every page. */
export function Root() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  // The sign-in page leaves notices for the page after it.
  useEffect(() => {
    if (path !== "/login") showNotices();
  }, [path]);
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <Header />
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        <Outlet />
      </main>
      <Footer />
      <PageAnnouncer />
      <ToastRegion />
    </div>
  );
}
