import { SkipLink } from "@ui/header-frame.tsx";
import { PageAnnouncer } from "@ui/page-announcer.tsx";
import { ToastRegion } from "@ui/toast-region.tsx";
import { createRootRoute, Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useCartOpen } from "../cart/drawer-state.ts";
import { SearchBox } from "../features/search/search-box.tsx";
import { Footer } from "../layout/footer.tsx";
import { Header } from "../layout/header.tsx";

const CartDrawer = lazy(async () => ({
  default: (await import("../features/cart/cart-drawer.tsx")).CartDrawer,
}));

export const Route = createRootRoute({ component: Root });

function Root() {
  const cartOpen = useCartOpen();
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
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
