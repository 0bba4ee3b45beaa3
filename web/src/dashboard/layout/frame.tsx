import { Drawer } from "@ui/drawer.tsx";
import { ICON_BUTTON, SkipLink } from "@ui/header-frame.tsx";
import { showNotices } from "@ui/notices.ts";
import { PageAnnouncer } from "@ui/page-announcer.tsx";
import { ToastRegion } from "@ui/toast-region.tsx";
import { Outlet } from "@tanstack/react-router";
import { Menu as MenuIcon } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useText } from "../text.ts";
import { Brand } from "./brand.tsx";
import { Menu } from "./menu.tsx";

/** What stands around every page: the menu at the side, on small screens behind a button on top. */
export function Frame() {
  const t = useText();
  const [open, setOpen] = useState(false);
  // The sign-in page leaves notices for the page after it.
  useEffect(() => showNotices(), []);
  return (
    <FrameShape
      top={
        <button
          type="button"
          className={ICON_BUTTON}
          aria-label={t("nav.open")}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          <MenuIcon size={20} aria-hidden />
        </button>
      }
      side={<Menu />}
    >
      <Outlet />
      <PageAnnouncer />
      {open && (
        <Drawer side="left" title={t("nav.dashboard")} onClose={() => setOpen(false)}>
          <Menu onLeave={() => setOpen(false)} />
        </Drawer>
      )}
    </FrameShape>
  );
}

/** The frame's places; empty ones stand while nobody knows who is signed in. */
export function FrameShape({
  top,
  side,
  children,
}: {
  top?: ReactNode;
  side?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[16rem_minmax(0,1fr)]">
      <SkipLink />
      <header className="border-line bg-bg lg:bg-surface sticky top-0 z-30 border-b lg:flex lg:h-dvh lg:flex-col lg:border-r lg:border-b-0">
        <div className="flex items-center gap-2 px-4 py-2.5 lg:px-6 lg:py-5">
          <span className="-ml-2 empty:hidden lg:hidden">{top}</span>
          <Brand />
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto max-lg:hidden">{side}</div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl min-w-0 px-4 py-6 outline-none sm:px-8 md:py-10"
      >
        {children}
      </main>
      <ToastRegion />
    </div>
  );
}
