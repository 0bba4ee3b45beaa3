import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { usersQuery } from "../features/users/queries.ts";
import { UserList } from "../features/users/user-list.tsx";
import { UsersFilter } from "../features/users/users-filter.tsx";
import { usersSearch } from "../features/users/users-search.ts";
import { Page } from "../layout/page.tsx";
import { PagesNav } from "../layout/pages-nav.tsx";
import { useText } from "../texts/accounts.ts";

export function UsersPage() {
  const t = useText();
  const search = usersSearch(useSearch({ from: "/dashboard/operators/users" }));
  const { items, nextCursor } = useSuspenseQuery(usersQuery(search)).data;
  return (
    <Page title={t("menu.users")} lead={t("users.lead")}>
      <UsersFilter search={search} />
      <UserList users={items} />
      <PagesNav next={nextCursor} />
    </Page>
  );
}
