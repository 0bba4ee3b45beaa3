import type { Product, Variant } from "@api/types.ts";
import type { NewLine } from "../../cart/operations.ts";

/** The cart's line for a chosen variant. */
export function newLine(product: Product, variant: Variant): NewLine {
  const image = product.images[variant.imageIndex ?? 0];
  return {
    variantId: variant.id,
    productId: product.id,
    productSlug: product.slug,
    name: product.name,
    options: product.options.map((option, at) => ({
      name: option.name,
      value: variant.options[at] ?? "",
    })),
    ...(image && { image }),
    price: variant.price,
    quantityAvailable: variant.quantityAvailable,
    store: { id: product.storeId, slug: product.storeSlug, name: product.storeName },
  };
}
