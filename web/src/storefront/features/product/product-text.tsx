import type { Product } from "@api/types.ts";
import { useMemo } from "react";
import { useText } from "../../store-text.ts";

/** The merchant's description. */
export function ProductText({ product }: { product: Product }) {
  const t = useText();
  // The server let only harmless elements through; this takes what a strict page would refuse anyway.
  const html = useMemo(() => ({ __html: product.description }), [product.description]);
  if (!product.description.trim()) return null;
  return (
    <section className="border-line mt-10 border-t pt-8">
      <h2 className="mb-4 text-lg font-semibold">{t("product.about")}</h2>
      <div className="prose" dangerouslySetInnerHTML={html} />
    </section>
  );
}
