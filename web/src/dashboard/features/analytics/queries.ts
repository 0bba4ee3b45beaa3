import { $api, bodyOf, client } from "@api/client.ts";
import { type AnalyticsSearch, byOf, periodOf } from "./analytics-search.ts";

const FRESH = { staleTime: 0 };

export const summaryQuery = (storeId: string, search: AnalyticsSearch) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/analytics/summary", {
    params: {
      path: { storeId },
      query: { ...periodOf(search), by: byOf(search), compare: "previous" },
    },
  }),
  ...FRESH,
});

export const topProductsQuery = (storeId: string, search: AnalyticsSearch) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/analytics/top-products", {
    params: {
      path: { storeId },
      query: { ...periodOf(search), sort: search.top ?? "revenue", limit: 10 },
    },
  }),
  ...FRESH,
});

export const stockValueQuery = (storeId: string, search: AnalyticsSearch) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/analytics/stock-value", {
    params: { path: { storeId }, query: periodOf(search) },
  }),
  ...FRESH,
});

export const marketQuery = (search: AnalyticsSearch) => ({
  ...$api.queryOptions("get", "/admin/analytics", {
    params: { query: { ...periodOf(search), by: byOf(search), compare: "previous" } },
  }),
  ...FRESH,
});

/** The files of a store, by what they are about. */
export const storeFiles = {
  sales: (storeId: string, search: AnalyticsSearch) =>
    bodyOf(
      client.GET("/stores/{storeId}/analytics/summary.csv", {
        params: { path: { storeId }, query: { ...periodOf(search), by: byOf(search) } },
        parseAs: "text",
      }),
    ),
  products: (storeId: string, search: AnalyticsSearch) =>
    bodyOf(
      client.GET("/stores/{storeId}/analytics/top-products.csv", {
        params: {
          path: { storeId },
          query: { ...periodOf(search), sort: search.top ?? "revenue" },
        },
        parseAs: "text",
      }),
    ),
  stock: (storeId: string, search: AnalyticsSearch) =>
    bodyOf(
      client.GET("/stores/{storeId}/analytics/stock-value.csv", {
        params: { path: { storeId }, query: periodOf(search) },
        parseAs: "text",
      }),
    ),
};

export const marketFile = (search: AnalyticsSearch) =>
  bodyOf(
    client.GET("/admin/analytics.csv", {
      params: { query: { ...periodOf(search), by: byOf(search) } },
      parseAs: "text",
    }),
  );
