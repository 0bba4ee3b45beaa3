import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { AuditList } from "../features/audit/audit-list.tsx";
import { MarketToday } from "../features/overview/market-today.tsx";
import { marketWeek } from "../features/overview/queries.ts";
import { WeekFigures } from "../features/overview/week-figures.tsx";
import { UserList } from "../features/users/user-list.tsx";
import { Page, TEXT_LINK } from "../layout/page.tsx";
import { useText } from "../texts/overview.ts";
import { latestQueries } from "./overview-queries.ts";

export function OverviewPage() {
  const t = useText();
  const { users, entries } = latestQueries();
  const newest = useSuspenseQuery(users).data.items;
  const latest = useSuspenseQuery(entries).data.items;
  const { data, isLoading } = useQuery(marketWeek());
  return (
    <Page title={t("overview.title")} lead={t("overview.lead")}>
      <MarketToday />
      <WeekFigures
        period={data?.period}
        previous={data?.previous}
        isLoading={isLoading}
        more={
          <Link to="/dashboard/analytics" className={`${TEXT_LINK} text-sm`}>
            {t("week.more")}
          </Link>
        }
      />
      <section className="grid gap-3">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <h2 className="text-lg font-semibold">{t("overview.newest")}</h2>
          <Link to="/dashboard/users" className={`${TEXT_LINK} text-sm`}>
            {t("overview.allUsers")}
          </Link>
        </div>
        <UserList users={newest} />
      </section>
      <section className="grid gap-3">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <h2 className="text-lg font-semibold">{t("overview.latest")}</h2>
          <Link to="/dashboard/audit-log" className={`${TEXT_LINK} text-sm`}>
            {t("overview.wholeLog")}
          </Link>
        </div>
        <AuditList entries={latest} isFiltered={false} />
      </section>
    </Page>
  );
}
