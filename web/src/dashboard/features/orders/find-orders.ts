import { $api, queryClient } from "@api/client.ts";
import type { MyStore } from "@api/types.ts";
import type { Found } from "../../layout/finder.ts";

/** Orders by number or name, of a store or, for operators, of all, for the search of everything. */
export async function findOrders(words: string, store: MyStore | undefined): Promise<Found[]> {
  const query = { q: words, limit: 5 };
  if (!store) {
    const all = await queryClient.fetchQuery(
      $api.queryOptions("get", "/admin/orders", { params: { query } }),
    );
    return all.items.map(({ id, number }) => ({ label: number, href: `/dashboard/orders/${id}` }));
  }
  const own = await queryClient.fetchQuery(
    $api.queryOptions("get", "/stores/{storeId}/orders", {
      params: { path: { storeId: store.id }, query },
    }),
  );
  return own.items.map(({ id, orderNumber, shipping }) => ({
    label: orderNumber,
    detail: shipping.name,
    href: `/dashboard/stores/${store.slug}/orders/${id}`,
  }));
}
