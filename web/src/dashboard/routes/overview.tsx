import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BookOpen, ScrollText, Store, UsersRound } from "lucide-react";
import { AuditList } from "../features/audit/audit-list.tsx";
import { UserList } from "../features/users/user-list.tsx";
import { Page, TEXT_LINK } from "../layout/page.tsx";
import { Shortcut } from "../layout/shortcut.tsx";
import { useText } from "../text.ts";
import { latestQueries } from "./overview-queries.ts";

export function OverviewPage() {
  const t = useText();
  const { users, entries } = latestQueries();
  const newest = useSuspenseQuery(users).data.items;
  const latest = useSuspenseQuery(entries).data.items;
  return (
    <Page title={t("overview.title")} lead={t("overview.lead")}>
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <Shortcut to="/dashboard/users" icon={UsersRound} title="users.title" text="overview.users" />
        <Shortcut to="/dashboard/audit-log" icon={ScrollText} title="audit.title" text="overview.audit" />
        <Shortcut href="/" icon={Store} title="nav.toShop" text="overview.shop" />
        <Shortcut href="/docs" icon={BookOpen} title="overview.docs" text="overview.docsText" />
      </ul>
      <section className="mt-4 grid gap-3">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <h2 className="text-lg font-semibold">{t("overview.newest")}</h2>
          <Link to="/dashboard/users" className={`${TEXT_LINK} text-sm`}>
            {t("overview.allUsers")}
          </Link>
        </div>
        <UserList users={newest} />
      </section>
      <section className="mt-4 grid gap-3">
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
