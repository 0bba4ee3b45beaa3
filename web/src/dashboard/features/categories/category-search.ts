/** What the address of the categories may say: which one is open. */
export type CategorySearch = { category?: string };

export const categorySearch = (raw: Record<string, unknown>): CategorySearch =>
  typeof raw.category === "string" && /^[0-9a-f-]{36}$/.test(raw.category) ? { category: raw.category } : {};
