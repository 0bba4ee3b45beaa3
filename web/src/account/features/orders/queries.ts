import { $api } from "@api/client.ts";

const PAGE = 10;

/** One's orders, a page at a time, the newest first. */
export const ordersQuery = (cursor: string | undefined) => ({
  ...$api.queryOptions("get", "/orders", { params: { query: { limit: PAGE, ...(cursor && { cursor }) } } }),
  staleTime: 0,
});
