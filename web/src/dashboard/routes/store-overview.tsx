import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LatestOrders } from "../features/overview/latest-orders.tsx";
import { week } from "../features/overview/queries.ts";
import { Today } from "../features/overview/today.tsx";
import { WeekFigures } from "../features/overview/week-figures.tsx";
import { Page, TEXT_LINK } from "../layout/page.tsx";
import { atLeast, useStore } from "../session/my-stores.ts";
import { useText } from "../texts/overview.ts";

export function StoreOverviewPage() {
  const t = useText();
  const store = useStore();
  const isManager = atLeast(store.role, "manager");
  const { data, isLoading } = useQuery({ ...week(store.id), enabled: isManager });
  return (
    <Page
      title={t("overview.title")}
      lead={t("overview.storeLead", { name: store.name })}
      actions={
        <a href={`/stores/${store.slug}`} className={`${TEXT_LINK} text-sm`}>
          {t("overview.openStore")}
        </a>
      }
    >
      <Today store={store} />
      <WeekFigures
        period={data?.period}
        previous={data?.previous}
        isLoading={isLoading}
        more={
          <Link
            to="/dashboard/stores/$store/analytics"
            params={{ store: store.slug }}
            className={`${TEXT_LINK} text-sm`}
          >
            {t("week.more")}
          </Link>
        }
      />
      <LatestOrders store={store} />
    </Page>
  );
}
