import type { User } from "@api/types.ts";
import { Link } from "@tanstack/react-router";
import { Panel, TEXT_LINK } from "../../layout/page.tsx";
import { useText } from "../../texts/accounts.ts";

/** The stores in whose teams an account is. */
export function UserStores({ stores }: { stores: User["stores"] }) {
  const t = useText();
  return (
    <Panel title={t("user.stores")}>
      {stores.length === 0 ? (
        <p className="text-muted text-sm">{t("user.noStores")}</p>
      ) : (
        <ul className="divide-line -my-3 divide-y text-sm">
          {stores.map((store) => (
            <li key={store.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-3">
              <a href={`/stores/${store.slug}`} className={TEXT_LINK}>
                {store.name}
              </a>
              <span className="text-muted flex-1">{t(`storeRole.${store.role}`)}</span>
              <Link
                to="/dashboard/audit-log"
                search={{ store: store.id }}
                className={TEXT_LINK}
                aria-label={t("user.storeLogOf", { name: store.name })}
              >
                {t("user.storeLog")}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
