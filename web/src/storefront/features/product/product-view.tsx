import type { Product, Store, Variant } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Price } from "@ui/price.tsx";
import { Link } from "@tanstack/react-router";
import { useText } from "../../text.ts";
import { AttributeTable } from "./attribute-table.tsx";
import { BuyBox } from "./buy-box.tsx";
import { type Choice, choiceOf, variantOf } from "./choice.ts";
import { Gallery } from "./gallery.tsx";
import { LowestPrice } from "./lowest-price.tsx";
import { OptionsPicker } from "./options-picker.tsx";
import { ProductText } from "./product-text.tsx";
import { SellerCard } from "./seller-card.tsx";

type Props = {
  product: Product;
  store: Store;
  wanted: string[] | undefined;
  onChoose: (choice: Choice) => void;
  onAdd: (variant: Variant, quantity: number) => void;
};

/** A product: pictures on one side, choosing and buying on the other. Price, stock and picture follow the choice. */
export function ProductView({ product, store, wanted, onChoose, onAdd }: Props) {
  const t = useText();
  const choice = choiceOf(product, wanted);
  const variant = variantOf(product, choice);
  const price = variant?.price ?? product.price;
  const was = variant ? variant.compareAtPrice : product.compareAtPrice;
  return (
    <article className="page pt-4 md:pt-8">
      <nav aria-label={t("product.path")} className="text-muted mb-4 text-sm">
        <ol className="flex flex-wrap items-center gap-2">
          <li>
            <Link to="/products" className="underline-offset-4 hover:underline">
              {t("nav.products")}
            </Link>
          </li>
          {product.category && (
            <li className="before:mr-2 before:content-['/']">
              <Link
                to="/products"
                search={{ category: [product.category.slug] }}
                className="underline-offset-4 hover:underline"
              >
                {product.category.name}
              </Link>
            </li>
          )}
        </ol>
      </nav>
      <div className="grid gap-8 md:grid-cols-2 md:gap-14">
        <div className="min-w-0 md:sticky md:top-24 md:self-start">
          <Gallery
            images={product.images}
            name={product.name}
            wanted={wanted ? variant?.imageIndex : undefined}
          />
        </div>
        <div className="min-w-0">
          <Link
            to="/stores/$store"
            params={{ store: product.storeSlug }}
            className="text-accent text-sm font-medium underline-offset-4 hover:underline"
          >
            {product.storeName}
          </Link>
          <h1 className="mt-1.5 text-3xl leading-tight font-semibold md:text-4xl">{product.name}</h1>
          <div className="mt-4 flex items-center gap-3">
            <Price price={price} was={was} from={!variant && product.priceVaries} className="text-2xl" />
            {was && was.amount > price.amount && <Badge tone="sale">{t("product.sale")}</Badge>}
          </div>
          {was && was.amount > price.amount && (
            <LowestPrice price={variant ? variant.lowestPrice30d : product.lowestPrice30d} />
          )}
          <OptionsPicker product={product} choice={choice} onChange={onChoose} />
          <BuyBox key={variant?.id} product={product} variant={variant} onAdd={onAdd} />
          <SellerCard store={store} />
          <ProductText product={product} />
          <AttributeTable attributes={product.attributes} />
        </div>
      </div>
    </article>
  );
}
