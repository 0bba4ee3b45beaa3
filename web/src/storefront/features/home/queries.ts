import { categoriesQuery, productsQuery, storesQuery } from "../../catalog/queries.ts";

/** What the home page shows. The server writes the same three answers into the page. */
export const homeQueries = {
  products: productsQuery({ inStock: true, limit: 12, sort: "newest" }),
  stores: storesQuery({ limit: 6, sort: "featured" }),
  categories: categoriesQuery(),
};
