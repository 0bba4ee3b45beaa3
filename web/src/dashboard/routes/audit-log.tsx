import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { AuditFilter } from "../features/audit/audit-filter.tsx";
import { AuditList } from "../features/audit/audit-list.tsx";
import { auditSearch } from "../features/audit/audit-search.ts";
import { auditQuery } from "../features/audit/queries.ts";
import { Page } from "../layout/page.tsx";
import { PagesNav } from "../layout/pages-nav.tsx";
import { useText } from "../texts/accounts.ts";

export function AuditLogPage() {
  const t = useText();
  const search = auditSearch(useSearch({ from: "/dashboard/operators/audit-log" }));
  const { items, nextCursor } = useSuspenseQuery(auditQuery(search)).data;
  const { cursor: _cursor, ...filter } = search;
  return (
    <Page title={t("menu.auditLog")} lead={t("audit.lead")}>
      <AuditFilter search={search} />
      <AuditList entries={items} isFiltered={Object.keys(filter).length > 0} />
      <PagesNav next={nextCursor} />
    </Page>
  );
}
