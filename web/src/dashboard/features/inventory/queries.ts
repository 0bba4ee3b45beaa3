import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { InventoryLevel, StockMovement } from "@api/types.ts";
import type { InventorySearch } from "./inventory-search.ts";
import type { TypedStock } from "./typed-stock.ts";

const PAGE = 50;

/** A page of a store's stock. */
export const inventoryQuery = (storeId: string, search: InventorySearch) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/inventory", {
    params: { path: { storeId }, query: { limit: PAGE, ...search } },
  }),
  staleTime: 0,
});

/** How much is low or sold out. */
export const summaryQuery = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/inventory/summary", {
    params: { path: { storeId } },
  }),
  staleTime: 0,
});

/** When stock is low, and whether one is told by mail. */
export const settingsQuery = (storeId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/inventory/settings", {
    params: { path: { storeId } },
  }),
  staleTime: 0,
});

/** A page of what happened to a variant, the latest first. */
export const movementsOf = (storeId: string, variantId: string, cursor?: string) =>
  bodyOf(
    client.GET("/stores/{storeId}/inventory/{variantId}/movements", {
      params: { path: { storeId, variantId }, query: { limit: 20, ...(cursor && { cursor }) } },
    }),
  );

/** Asks again for everything that is shown of stock. */
export const refreshInventory = () =>
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) =>
      typeof queryKey[1] === "string" && queryKey[1].startsWith("/stores/{storeId}/inventory"),
  });

export type AdjustmentReason = "received" | "return" | "loss" | "correction" | "count";

/** Changes a variant's stock. A repeat with the same key changes nothing again. */
export async function adjust(
  storeId: string,
  variantId: string,
  change: TypedStock & { reason?: AdjustmentReason; note?: string },
  key: string,
): Promise<StockMovement> {
  const moved = await bodyOf(
    client.POST("/stores/{storeId}/inventory/{variantId}/adjustments", {
      params: { path: { storeId, variantId }, header: { "Idempotency-Key": key } },
      body: change,
    }),
  );
  void refreshInventory();
  return moved;
}

/** Makes the stock of many what was counted. */
export async function countAll(
  storeId: string,
  items: { variantId: string; count: number }[],
  key: string,
): Promise<void> {
  await client.POST("/stores/{storeId}/inventory/counts", {
    params: { path: { storeId }, header: { "Idempotency-Key": key } },
    body: { items },
  });
  void refreshInventory();
}

export async function setLowAt(storeId: string, variantId: string, lowAt: number | null): Promise<void> {
  await client.PATCH("/stores/{storeId}/inventory/{variantId}", {
    params: { path: { storeId, variantId } },
    body: { lowAt },
  });
  await refreshInventory();
}

export async function saveSettings(
  storeId: string,
  version: number,
  change: { lowAt?: number; alertMails?: boolean },
): Promise<void> {
  const saved = await bodyOf(
    client.PATCH("/stores/{storeId}/inventory/settings", {
      params: { path: { storeId }, header: { "If-Match": `"${version}"` } },
      body: change,
    }),
  );
  queryClient.setQueryData(settingsQuery(storeId).queryKey, saved);
  await refreshInventory();
}

/** What a variant is called: "Mug (blue, large)". */
export const nameOf = ({ productName, options }: Pick<InventoryLevel, "productName" | "options">) =>
  options.length > 0 ? `${productName} (${options.join(", ")})` : productName;
