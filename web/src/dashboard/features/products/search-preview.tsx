import { useWatch } from "react-hook-form";
import type { Editor } from "../../forms/use-editor.ts";
import { useText } from "../../texts/products.ts";
import type { ProductValues } from "./product-form.ts";

/** How a search engine may show the product. */
export function SearchPreview({
  editor,
  store,
}: {
  editor: Editor<ProductValues>;
  store: { slug: string; name: string };
}) {
  const t = useText();
  const [name, slug, seoTitle, seoDescription, description] = useWatch({
    control: editor.form.control,
    name: ["name", "slug", "seoTitle", "seoDescription", "description"],
  });
  const plain = description
    .replaceAll(/[*#>]|\]\([^)]*\)|\[/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return (
    <figure className="border-line rounded-xl border p-4">
      <figcaption className="text-muted mb-2 text-xs">{t("products.searchPreview")}</figcaption>
      <p className="text-muted text-xs break-all">
        {location.host} › {store.slug} › {slug || "…"}
      </p>
      <p className="text-accent mt-0.5 text-lg leading-snug break-words">{`${seoTitle || name || "…"} · ${store.name}`}</p>
      <p className="mt-0.5 line-clamp-2 text-sm break-words">
        {seoDescription || plain.slice(0, 160) || "…"}
      </p>
    </figure>
  );
}
