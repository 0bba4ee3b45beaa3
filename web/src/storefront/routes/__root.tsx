import { ToastRegion } from "@ui/toast-region.tsx";
import { createRootRoute, Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useCartOpen } from "../cart/drawer-state.ts";
import { SearchBox } from "../features/search/search-box.tsx";
import { Footer } from "../layout/footer.tsx";
import { Header } from "../layout/header.tsx";
import { PageAnnouncer } from "../layout/page-announcer.tsx";
import { useText } from "../text.ts";

const CartDrawer = lazy(async () => ({
  default: (await import("../features/cart/cart-drawer.tsx")).CartDrawer,
}));

export const Route = createRootRoute({ component: Root });

function Root() {
  const t = useText();
  const cartOpen = useCartOpen();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="focus:bg-accent focus:text-accent-ink sr-only focus:not-sr-only focus:absolute focus:z-40 focus:m-3 focus:rounded-full focus:px-5 focus:py-3"
      >
        {t("nav.skip")}
      </a>
      <Header search={<SearchBox />} />
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        <Outlet />
      </main>
      <Footer />
      <PageAnnouncer />
      <ToastRegion />
      <Suspense>{cartOpen && <CartDrawer />}</Suspense>
    </div>
  );
}
