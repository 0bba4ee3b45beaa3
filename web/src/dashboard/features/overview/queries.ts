import { $api } from "@api/client.ts";

/** What is asked for again whenever the overview is shown. */
const FRESH = { staleTime: 0, retry: false } as const;
const at = (storeId: string) => ({ path: { storeId } });

export const orderCounts = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/order-counts", { params: at(storeId) }),
  ...FRESH,
});

export const latestOrders = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/orders", {
    params: { ...at(storeId), query: { limit: 5 } },
  }),
  ...FRESH,
});

/** At most a hundred: more need no number. */
export const drafts = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/catalog/products", {
    params: { ...at(storeId), query: { status: "draft", limit: 100 } },
  }),
  ...FRESH,
});

export const stockSummary = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/inventory/summary", { params: at(storeId) }),
  ...FRESH,
});

export const latestImport = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/imports", {
    params: { ...at(storeId), query: { limit: 1 } },
  }),
  ...FRESH,
});

export const onboarding = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/onboarding", { params: at(storeId) }),
  ...FRESH,
});

export const week = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/analytics/summary", {
    params: { ...at(storeId), query: { days: 7, by: "day", compare: "previous" } },
  }),
  ...FRESH,
});

export const waitingStores = () => ({
  ...$api.queryOptions("get", "/admin/stores", {
    params: { query: { status: "submitted", sort: "oldest", limit: 100 } },
  }),
  ...FRESH,
});

export const failingJobs = () => ({ ...$api.queryOptions("get", "/admin/job-queues"), ...FRESH });

export const marketWeek = () => ({
  ...$api.queryOptions("get", "/admin/analytics", {
    params: { query: { days: 7, by: "day", compare: "previous" } },
  }),
  ...FRESH,
});
