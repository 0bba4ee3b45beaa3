import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { Role } from "@api/types.ts";
import type { UsersSearch } from "./users-search.ts";

const PAGE = 25;

/** A page of accounts, the newest first. */
export const usersQuery = (search: UsersSearch, limit = PAGE) => ({
  ...$api.queryOptions("get", "/admin/users", { params: { query: { limit, ...search } } }),
  staleTime: 0,
});

/** An account with its stores. */
export const userQuery = (userId: string) => ({
  ...$api.queryOptions("get", "/admin/users/{userId}", { params: { path: { userId } } }),
  staleTime: 0,
});

/** Gives an account another role, blocks it or lets it in again, and shows how it is now. */
export async function updateUser(
  userId: string,
  change: { role: Role } | { blocked: boolean },
): Promise<void> {
  const user = await bodyOf(
    client.PATCH("/admin/users/{userId}", { params: { path: { userId } }, body: change }),
  );
  queryClient.setQueryData(userQuery(userId).queryKey, user);
}

/** Signs an account out everywhere. */
export async function endSessions(userId: string): Promise<void> {
  await client.POST("/admin/users/{userId}/end-sessions", { params: { path: { userId } } });
}
