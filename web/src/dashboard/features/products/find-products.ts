import { $api, queryClient } from "@api/client.ts";
import type { MyStore } from "@api/types.ts";
import type { Found } from "../../layout/finder.ts";

/** A store's products by name, SKU or barcode, for the search of everything. */
export async function findProducts(words: string, store: MyStore | undefined): Promise<Found[]> {
  if (!store) return [];
  const { items } = await queryClient.fetchQuery(
    $api.queryOptions("get", "/stores/{storeId}/catalog/products", {
      params: { path: { storeId: store.id }, query: { q: words, limit: 5 } },
    }),
  );
  return items.map(({ id, name }) => ({
    label: name,
    href: `/dashboard/stores/${store.slug}/products/${id}`,
  }));
}
