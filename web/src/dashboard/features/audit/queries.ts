import { $api, queryClient } from "@api/client.ts";
import { isNotFound } from "@api/problem.ts";
import { type AuditSearch, isId } from "./audit-search.ts";

const PAGE = 50;

/** A page of the log, the newest first. */
export const auditQuery = (search: AuditSearch, limit = PAGE) => ({
  ...$api.queryOptions("get", "/admin/audit-log", { params: { query: { limit, ...search } } }),
  staleTime: 0,
});

/** Whom an id is of. */
export const accountQuery = (userId: string) =>
  $api.queryOptions("get", "/admin/users/{userId}", { params: { path: { userId } } });

/** A store in any state, by its id or its name in addresses. */
export const storeQuery = (storeId: string) =>
  $api.queryOptions("get", "/admin/stores/{storeId}", { params: { path: { storeId } } });

/** The id of the account with the e-mail; an id is taken as it is, for the log knows accounts that are gone. */
export async function findAccount(text: string): Promise<string | undefined> {
  if (isId(text)) return text;
  const query = $api.queryOptions("get", "/admin/users", { params: { query: { q: text, limit: 100 } } });
  const { items } = await queryClient.fetchQuery(query);
  return items.find((user) => user.email.toLowerCase() === text.toLowerCase())?.id;
}

/** The id of the store with the name in addresses; an id is taken as it is. */
export async function findStore(text: string): Promise<string | undefined> {
  if (isId(text)) return text;
  try {
    return (await queryClient.fetchQuery(storeQuery(text.toLowerCase()))).store.id;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
