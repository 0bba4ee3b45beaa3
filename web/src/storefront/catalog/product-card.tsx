import type { ProductSummary } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { cx } from "@ui/class-names.ts";
import { Picture } from "@ui/picture.tsx";
import { Price } from "@ui/price.tsx";
import { Link } from "@tanstack/react-router";
import { useText } from "../text.ts";
import { isLow } from "./stock.ts";

type Props = { product: ProductSummary; sizes: string; eager?: boolean; heading?: "h2" | "h3" };

/** A product in a list: the whole card is one link. */
export function ProductCard({ product, sizes, eager = false, heading: Heading = "h3" }: Props) {
  const soldOut = product.quantityAvailable === 0;
  return (
    <article className="group relative flex flex-col">
      <div className="bg-sunken relative overflow-hidden rounded-2xl">
        <Picture
          image={product.image}
          sizes={sizes}
          eager={eager}
          alt=""
          className={cx(
            "aspect-square w-full object-cover transition-transform duration-500 group-hover:scale-[1.04]",
            soldOut && "opacity-60 grayscale-50",
          )}
        />
        <div className="absolute top-3 left-3 flex flex-wrap gap-1.5">
          <Badges product={product} />
        </div>
      </div>
      <div className="mt-3 flex flex-1 flex-col gap-0.5 px-0.5">
        <Heading className="line-clamp-2 text-[0.95rem] leading-snug font-medium">
          <Link
            to="/stores/$store/products/$product"
            params={{ store: product.storeSlug, product: product.slug }}
            className="decoration-1 underline-offset-4 group-hover:underline after:absolute after:inset-0 after:rounded-2xl"
          >
            {product.name}
          </Link>
        </Heading>
        <p className="text-muted truncate text-sm">{product.storeName}</p>
        <Price
          price={product.price}
          was={product.compareAtPrice}
          from={product.priceVaries}
          className="mt-1"
        />
      </div>
    </article>
  );
}

function Badges({ product }: { product: ProductSummary }) {
  const t = useText();
  const left = product.quantityAvailable;
  if (left === 0) return <Badge tone="out">{t("product.soldOut")}</Badge>;
  const sale = product.compareAtPrice && product.compareAtPrice.amount > product.price.amount;
  return (
    <>
      {sale && <Badge tone="sale">{t("product.sale")}</Badge>}
      {isLow(left) && <Badge tone="low">{t("product.left", { count: left })}</Badge>}
    </>
  );
}
