import type { ProductSort, ProductsQuery } from "@api/types.ts";

/** What the address of a list of products says: the names and values of GET /products. */
export type ProductsSearch = {
  q?: string;
  category?: string[];
  store?: string;
  minPrice?: number;
  maxPrice?: number;
  inStock?: boolean;
  sort?: ProductSort;
  cursor?: string;
};

export const SORTS: readonly ProductSort[] = ["relevance", "newest", "price_asc", "price_desc"];

/** The router gives texts from an address, and our own values from links. */
const plain = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
const word = (value: unknown, max: number) => {
  const text = plain(value).trim();
  return text && text.length <= max ? text : undefined;
};
const amount = (value: unknown) => {
  const text = plain(value);
  return /^\d{1,11}$/.test(text) ? Number(text) : undefined;
};

/** Takes from an address what the API would accept; everything else is left out. */
export function parseProductsSearch(raw: Record<string, unknown>): ProductsSearch {
  const categories = (Array.isArray(raw.category) ? raw.category : [raw.category])
    .map((value) => word(value, 100))
    .filter((value) => value !== undefined)
    .slice(0, 20);
  const found: { [Key in keyof ProductsSearch]: ProductsSearch[Key] | undefined } = {
    q: word(raw.q, 200),
    category: categories.length > 0 ? categories : undefined,
    store: word(raw.store, 100),
    minPrice: amount(raw.minPrice),
    maxPrice: amount(raw.maxPrice),
    inStock: raw.inStock === true || raw.inStock === "true" ? true : undefined,
    sort: SORTS.find((sort) => sort === raw.sort),
    cursor: word(raw.cursor, 500),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/**
 * The API's query of a list. A store's page passes its store. The router lays what a route accepts over
 * the address as it is, so what was left out is back in `search` and has to be left out again.
 */
export const productsQueryOf = (search: ProductsSearch, store?: string): ProductsQuery => ({
  ...parseProductsSearch(search),
  ...(store ? { store } : {}),
});

/** The same list with something changed, from its first page. Undefined takes a filter away. */
export function refined(
  search: ProductsSearch,
  change: { [Key in keyof ProductsSearch]?: ProductsSearch[Key] | undefined },
): ProductsSearch {
  return parseProductsSearch({ ...search, cursor: undefined, ...change });
}

/** The list without its filters; the words, the store and the order stay. */
export const unfiltered = (search: ProductsSearch): ProductsSearch =>
  refined(search, {
    category: undefined,
    minPrice: undefined,
    maxPrice: undefined,
    inStock: undefined,
  });

export function toggled(list: readonly string[] | undefined, value: string): string[] | undefined {
  const next = list?.includes(value) ? list.filter((one) => one !== value) : [...(list ?? []), value];
  return next.length > 0 ? next : undefined;
}

/** How many filters are set. */
export const filterCount = ({ category, minPrice, maxPrice, inStock }: ProductsSearch) =>
  (category?.length ?? 0) + (minPrice === undefined && maxPrice === undefined ? 0 : 1) + (inStock ? 1 : 0);
