import type { MyStore } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { Link } from "@tanstack/react-router";
import { Panel } from "../../layout/page.tsx";
import { atLeast } from "../../session/my-stores.ts";
import { useText } from "../../texts/stores.ts";
import type { Ask } from "./team-search.ts";

/** Giving the store away, leaving it, closing it. */
export function BelongingPanel({ store }: { store: MyStore }) {
  const t = useText();
  const isOwner = atLeast(store.role, "owner");
  const asks: Ask[] = isOwner
    ? ["transfer", "leave", ...(store.status === "closed" ? [] : (["close"] as const))]
    : ["leave"];
  return (
    <Panel title={t("stores.belonging")}>
      <ul className="flex flex-wrap gap-3">
        {asks.map((ask) => (
          <li key={ask}>
            <Link
              to="/dashboard/stores/$store/team"
              params={{ store: store.slug }}
              search={{ ask }}
              resetScroll={false}
              preload={false}
              className={buttonClass({ variant: ask === "transfer" ? "outline" : "danger", size: "sm" })}
            >
              {t(`stores.${ask}` as "stores.leave" | "stores.transfer" | "stores.close")}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
