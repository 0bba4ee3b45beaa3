import { Drawer } from "@ui/drawer.tsx";
import { ICON_BUTTON, SkipLink } from "@ui/header-frame.tsx";
import { showNotices } from "@ui/notices.ts";
import { PageAnnouncer } from "@ui/page-announcer.tsx";
import { ToastRegion } from "@ui/toast-region.tsx";
import { useMe } from "@ui/session/me.ts";
import { Outlet, useRouteContext } from "@tanstack/react-router";
import { Menu as MenuIcon, Search } from "lucide-react";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useStoreIfAny } from "../session/my-stores.ts";
import { useText } from "../text.ts";
import { Brand } from "./brand.tsx";
import { Menu } from "./menu.tsx";
import { groupsFor } from "./navigation.ts";
import { useKeys } from "./use-keys.ts";

const Palette = lazy(() => import("./palette.tsx").then((module) => ({ default: module.Palette })));
const KeyList = lazy(() => import("./key-list.tsx").then((module) => ({ default: module.KeyList })));

/** What stands around every page: the menu at the side, on small screens behind a button on top. */
export function Frame() {
  const t = useText();
  const me = useMe();
  const store = useStoreIfAny();
  const { navigation } = useRouteContext({ from: "/dashboard" });
  const [open, setOpen] = useState<"menu" | "palette" | "keys">();
  // The sign-in page leaves notices for the page after it.
  useEffect(() => showNotices(), []);
  const groups = useMemo(() => groupsFor(navigation, me, store), [navigation, me, store]);
  const pages = useMemo(() => groups.flatMap((group) => group.items), [groups]);
  const close = useCallback(() => setOpen(undefined), []);
  const openPalette = useCallback(() => setOpen("palette"), []);
  const showKeys = useCallback(() => setOpen("keys"), []);
  useKeys({ pages, store: store?.slug, openPalette, openList: showKeys });
  const menu = { groups, store, openPalette };
  return (
    <FrameShape
      top={
        <button
          type="button"
          className={ICON_BUTTON}
          aria-label={t("nav.open")}
          aria-haspopup="dialog"
          onClick={() => setOpen("menu")}
        >
          <MenuIcon size={20} aria-hidden />
        </button>
      }
      end={
        <button
          type="button"
          className={ICON_BUTTON}
          aria-label={t("palette.open")}
          aria-haspopup="dialog"
          onClick={openPalette}
        >
          <Search size={20} aria-hidden />
        </button>
      }
      side={<Menu {...menu} />}
    >
      <Outlet />
      <PageAnnouncer />
      {open === "menu" && (
        <Drawer side="left" title={t("nav.dashboard")} onClose={close}>
          <Menu {...menu} onLeave={close} />
        </Drawer>
      )}
      <Suspense>
        {open === "palette" && <Palette groups={groups} store={store} showKeys={showKeys} onClose={close} />}
        {open === "keys" && <KeyList pages={pages} onClose={close} />}
      </Suspense>
    </FrameShape>
  );
}

/** The frame's places; empty ones stand while nobody knows who is signed in. */
export function FrameShape({
  top,
  end,
  side,
  children,
}: {
  top?: ReactNode;
  end?: ReactNode;
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
          <span className="-mr-2 ml-auto empty:hidden lg:hidden">{end}</span>
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
