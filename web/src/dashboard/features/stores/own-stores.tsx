import type { MyStore } from "@api/types.ts";
import { Link } from "@tanstack/react-router";
import { Panel, TEXT_LINK } from "../../layout/page.tsx";
import { useText } from "../../texts/stores.ts";
import { StoreState } from "./store-state.tsx";

/** The stores that one works for already, and the way to each. */
export function OwnStores({ stores }: { stores: MyStore[] }) {
  const t = useText();
  if (stores.length === 0) return null;
  return (
    <Panel title={t("stores.yours")}>
      <ul className="divide-line -my-3 divide-y text-sm">
        {stores.map((store) => (
          <li key={store.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
            <Link to="/dashboard/stores/$store" params={{ store: store.slug }} className={TEXT_LINK}>
              {store.name}
            </Link>
            <span className="text-muted flex-1">{t(`storeRole.${store.role}`)}</span>
            <StoreState status={store.status} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
