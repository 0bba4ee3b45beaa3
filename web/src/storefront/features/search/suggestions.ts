import type { Image, Money, Suggestions } from "@api/types.ts";

/** A line of the list under the search field, and where it leads. */
export type Suggestion = {
  id: string;
  label: string;
  note?: string;
  image?: Image;
  price?: Money;
} & (
  | { kind: "recent"; words: string }
  | { kind: "category"; category: string }
  | { kind: "store"; store: string }
  | { kind: "product"; store: string; product: string }
);

/** The lines to offer: recent searches while nothing is typed, else what the server found. */
export function suggestionsOf(found: Suggestions | undefined, recent: string[]): Suggestion[] {
  if (!found) return recent.map((words) => ({ kind: "recent", id: `recent-${words}`, label: words, words }));
  return [
    ...found.categories.map(({ id, name, slug }): Suggestion => ({
      kind: "category",
      id,
      label: name,
      category: slug,
    })),
    ...found.products.map((one): Suggestion => ({
      kind: "product",
      id: one.id,
      label: one.name,
      note: one.storeName,
      price: one.price,
      store: one.storeSlug,
      product: one.slug,
      ...(one.image && { image: one.image }),
    })),
    ...found.stores.map((one): Suggestion => ({
      kind: "store",
      id: one.id,
      label: one.name,
      note: one.tagline,
      store: one.slug,
      ...(one.logo && { image: one.logo }),
    })),
  ];
}
