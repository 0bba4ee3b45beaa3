import { $api } from "@api/client.ts";
import type { ProductsQuery } from "@api/types.ts";

export const productsQuery = (query: ProductsQuery) =>
  $api.queryOptions("get", "/products", { params: { query } });

export const categoriesQuery = (store?: string) =>
  $api.queryOptions("get", "/categories", { params: { query: store ? { store } : {} } });

export const storesQuery = (query: { limit?: number; cursor?: string; sort?: "featured" }) =>
  $api.queryOptions("get", "/stores", { params: { query } });

export const storeQuery = (storeId: string) =>
  $api.queryOptions("get", "/stores/{storeId}", { params: { path: { storeId } } });

export const productQuery = (storeId: string, productSlug: string) =>
  $api.queryOptions("get", "/stores/{storeId}/products/{productSlug}", {
    params: { path: { storeId, productSlug } },
  });
