import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { BulkChange, BulkEdit, BulkSelection, CatalogProduct, ProductInput } from "@api/types.ts";
import type { ProductsSearch } from "./products-search.ts";

const PAGE = 50;

/** A page of a store's products, whatever their status. */
export const productsQuery = (storeId: string, search: ProductsSearch, limit = PAGE) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/catalog/products", {
    params: { path: { storeId }, query: { limit, ...search } },
  }),
  staleTime: 0,
});

export const productQuery = (storeId: string, productId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/catalog/products/{productId}", {
    params: { path: { storeId, productId } },
  }),
  staleTime: 0,
});

/** Every category, with its attributes. */
export const categoriesQuery = (storeId: string) =>
  $api.queryOptions("get", "/stores/{storeId}/catalog/categories", { params: { path: { storeId } } });

export const priceHistoryQuery = (storeId: string, productId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/catalog/products/{productId}/price-history", {
    params: { path: { storeId, productId } },
  }),
  staleTime: 0,
});

export const bulkRowsQuery = (storeId: string, bulkEditId: string, problems: boolean) =>
  $api.queryOptions("get", "/stores/{storeId}/catalog/bulk-edits/{bulkEditId}/rows", {
    params: { path: { storeId, bulkEditId }, query: { limit: 100, ...(problems && { problems }) } },
  });

/** Asks again for one product: its images, which are saved by themselves, are others now. */
export const refreshProduct = (storeId: string, productId: string) =>
  queryClient.invalidateQueries({ queryKey: productQuery(storeId, productId).queryKey });

/** Asks again for everything that is shown of products. */
export const refreshProducts = () =>
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) =>
      typeof queryKey[1] === "string" && queryKey[1].startsWith("/stores/{storeId}/catalog/products"),
  });

const keep = (storeId: string, product: CatalogProduct) => {
  queryClient.setQueryData(productQuery(storeId, product.id).queryKey, product);
  for (const path of ["products", "products/{productId}/price-history"])
    void queryClient.invalidateQueries({ queryKey: ["get", `/stores/{storeId}/catalog/${path}`] });
  return product;
};

export const createProduct = async (storeId: string, body: ProductInput) =>
  keep(
    storeId,
    await bodyOf(client.POST("/stores/{storeId}/catalog/products", { params: { path: { storeId } }, body })),
  );

/** Saves what was edited of that version; 412 when somebody else was faster. */
export const replaceProduct = async (
  storeId: string,
  productId: string,
  version: number,
  body: ProductInput,
) =>
  keep(
    storeId,
    await bodyOf(
      client.PUT("/stores/{storeId}/catalog/products/{productId}", {
        params: { path: { storeId, productId }, header: { "If-Match": `"${version}"` } },
        body,
      }),
    ),
  );

export const duplicateProduct = async (storeId: string, productId: string, name: string) =>
  keep(
    storeId,
    await bodyOf(
      client.POST("/stores/{storeId}/catalog/products/{productId}/duplicate", {
        params: { path: { storeId, productId } },
        body: { name },
      }),
    ),
  );

/** Deletes a draft that was never sold, archives anything else; says which. */
export async function removeProduct(storeId: string, productId: string): Promise<"deleted" | "archived"> {
  const { outcome } = await bodyOf(
    client.DELETE("/stores/{storeId}/catalog/products/{productId}", {
      params: { path: { storeId, productId } },
    }),
  );
  await refreshProducts();
  return outcome;
}

export const previewBulk = (
  storeId: string,
  selection: BulkSelection,
  change: BulkChange,
): Promise<BulkEdit> =>
  bodyOf(
    client.POST("/stores/{storeId}/catalog/bulk-edits", {
      params: { path: { storeId } },
      body: { selection, change },
    }),
  );

export async function applyBulk(storeId: string, bulkEditId: string): Promise<BulkEdit> {
  const done = await bodyOf(
    client.POST("/stores/{storeId}/catalog/bulk-edits/{bulkEditId}/apply", {
      params: { path: { storeId, bulkEditId } },
    }),
  );
  await refreshProducts();
  return done;
}

export async function undoBulk(storeId: string, bulkEditId: string): Promise<BulkEdit> {
  const done = await bodyOf(
    client.POST("/stores/{storeId}/catalog/bulk-edits/{bulkEditId}/undo", {
      params: { path: { storeId, bulkEditId } },
    }),
  );
  await refreshProducts();
  return done;
}
