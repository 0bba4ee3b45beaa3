import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { userQuery } from "../features/users/queries.ts";
import { UserActions } from "../features/users/user-actions.tsx";
import { UserBadges } from "../features/users/user-badges.tsx";
import { UserFacts } from "../features/users/user-facts.tsx";
import { UserStores } from "../features/users/user-stores.tsx";
import { Page } from "../layout/page.tsx";

export function UserPage() {
  const { userId } = useParams({ from: "/dashboard/operators/users/$userId" });
  const { ask } = useSearch({ from: "/dashboard/operators/users/$userId" });
  const user = useSuspenseQuery(userQuery(userId)).data;
  return (
    <Page
      title={user.name || user.email}
      lead={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {user.name && <span className="break-all">{user.email}</span>}
          <UserBadges user={user} />
        </span>
      }
    >
      <UserFacts user={user} />
      <UserStores stores={user.stores} />
      <UserActions user={user} ask={ask} />
    </Page>
  );
}
