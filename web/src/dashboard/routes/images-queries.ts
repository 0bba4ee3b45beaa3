import { $api } from "@api/client.ts";

/** What a store shows of itself, in whatever state it is. */
export const storePageQuery = (slug: string) =>
  $api.queryOptions("get", "/stores/{storeId}/profile", { params: { path: { storeId: slug } } });
