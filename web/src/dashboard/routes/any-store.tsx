import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { Decisions } from "../features/stores/decisions.tsx";
import { anyStoreQuery } from "../features/stores/queries.ts";
import { StoreFacts } from "../features/stores/store-facts.tsx";
import { StoreState } from "../features/stores/store-state.tsx";
import { Moment } from "../layout/moment.tsx";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/stores.ts";

export function AnyStorePage() {
  const t = useText();
  const { storeId } = useParams({ from: "/dashboard/operators/all-stores/$storeId" });
  const { ask } = useSearch({ from: "/dashboard/operators/all-stores/$storeId" });
  const detail = useSuspenseQuery(anyStoreQuery(storeId)).data;
  const { name, status, statusSince } = detail.store;
  return (
    <Page
      title={name}
      trail={[{ label: t("menu.adminStores"), to: "/dashboard/all-stores" }]}
      lead={
        <span className="flex flex-wrap items-center gap-3">
          <StoreState status={status} />
          <span>
            {t("stores.stateSince")} <Moment at={statusSince} />
          </span>
        </span>
      }
    >
      {detail.profile.reason && (
        <p className="bg-sunken rounded-2xl p-4 text-sm break-words whitespace-pre-line">
          <span className="block font-semibold">{t("stores.reason")}</span>
          {detail.profile.reason}
        </p>
      )}
      <Decisions detail={detail} ask={ask} />
      <StoreFacts detail={detail} />
    </Page>
  );
}
