import { useEffect } from "react";

/** The stores that were looked at in this tab; nothing else remembers it. */
const visited = new Set<string>();

/** Tells the server that a store's page, or that of one of its products, is looked at: a number, and nobody's name. */
export function usePageView(storeId: string, productId?: string) {
  useEffect(() => {
    const visit = !visited.has(storeId);
    visited.add(storeId);
    const page = productId ? { productId, visit } : { storeId, visit };
    navigator.sendBeacon("/api/v1/views", new Blob([JSON.stringify(page)], { type: "application/json" }));
  }, [storeId, productId]);
}
