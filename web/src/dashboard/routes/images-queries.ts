import { $api } from "@api/client.ts";

/** What a store's page shows. */
export const storePageQuery = (slug: string) =>
  $api.queryOptions("get", "/stores/{storeId}", { params: { path: { storeId: slug } } });
