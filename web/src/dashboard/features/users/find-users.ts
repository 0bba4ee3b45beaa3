import { $api, queryClient } from "@api/client.ts";
import type { Found } from "../../layout/finder.ts";

/** Accounts by e-mail or name, for the search of everything. */
export async function findUsers(words: string): Promise<Found[]> {
  const { items } = await queryClient.fetchQuery(
    $api.queryOptions("get", "/admin/users", { params: { query: { q: words, limit: 5 } } }),
  );
  return items.map(({ id, name, email }) => ({
    label: name || email,
    detail: name ? email : undefined,
    href: `/dashboard/users/${id}`,
  }));
}
