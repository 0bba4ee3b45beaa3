/** What the address of the list of stock may say. */
export type InventorySearch = {
  q?: string;
  level?: (typeof LEVELS)[number];
  cursor?: string;
};

export const LEVELS = ["short", "low", "out"] as const;

/** Reads the address; what the API would not take is left out. */
export function inventorySearch(raw: Record<string, unknown>): InventorySearch {
  const q = typeof raw.q === "string" || typeof raw.q === "number" ? String(raw.q).trim().slice(0, 100) : "";
  const level = LEVELS.find((one) => one === raw.level);
  return {
    ...(q && { q }),
    ...(level && { level }),
    ...(typeof raw.cursor === "string" && raw.cursor && { cursor: raw.cursor }),
  };
}
