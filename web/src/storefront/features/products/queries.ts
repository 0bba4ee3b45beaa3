import { queryClient } from "@api/client.ts";
import { keepPreviousData } from "@tanstack/react-query";
import { categoriesQuery, productsQuery } from "../../catalog/queries.ts";
import { type ProductsSearch, productsQueryOf } from "../../catalog/products-search.ts";

/** A page of the list; the page before stays until it is there. */
export const listQuery = (search: ProductsSearch, store?: string) => ({
  ...productsQuery(productsQueryOf(search, store)),
  placeholderData: keepPreviousData,
});

/** The categories to filter by. */
export const facetsQuery = (search: ProductsSearch, store?: string) => categoriesQuery(store ?? search.store);

/** Loads what the list needs, when its page is entered. A failure is shown by the list itself. */
export async function loadList(search: ProductsSearch, store?: string): Promise<void> {
  await Promise.all([
    queryClient.prefetchQuery(productsQuery(productsQueryOf(search, store))),
    queryClient.prefetchQuery(facetsQuery(search, store)),
  ]);
}
