import type { MyStore } from "@api/types.ts";
import { Link } from "@tanstack/react-router";
import { atLeast } from "../../session/my-stores.ts";
import { useText } from "../../texts/stores.ts";

const TAB =
  "inline-flex h-9 items-center rounded-full px-4 text-sm font-medium hover:bg-sunken aria-[current]:bg-accent-soft aria-[current]:text-accent";

/** The parts of a store's settings. */
export function SettingsNav({ store }: { store: MyStore }) {
  const t = useText();
  const look = { params: { store: store.slug }, activeOptions: { exact: true }, className: TAB } as const;
  return (
    <nav aria-label={t("stores.settings")} className="-mx-1 flex flex-wrap gap-1">
      <Link to="/dashboard/stores/$store/settings" {...look}>
        {t("stores.tab.profile")}
      </Link>
      <Link to="/dashboard/stores/$store/settings/business" {...look}>
        {t("stores.tab.business")}
      </Link>
      <Link to="/dashboard/stores/$store/settings/holiday" {...look}>
        {t("stores.tab.holiday")}
      </Link>
      {atLeast(store.role, "owner") && (
        <Link to="/dashboard/stores/$store/settings/payout" {...look}>
          {t("stores.tab.payout")}
        </Link>
      )}
    </nav>
  );
}
