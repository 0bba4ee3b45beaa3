import type { Product, Variant } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { Price } from "@ui/price.tsx";
import { Quantity } from "@ui/quantity.tsx";
import { Package } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useText } from "../../store-text.ts";
import { loadWishText } from "../../wish-text.ts";
import { StockLine } from "./stock-line.tsx";

type Props = {
  product: Product;
  variant: Variant | undefined;
  onAdd: (variant: Variant, quantity: number) => void;
};

/** Loaded where something has sold out. */
const StockWish = lazy(async () => {
  const [{ StockWish: component }] = await Promise.all([import("./stock-wish.tsx"), loadWishText()]);
  return { default: component };
});

/** Price, stock, quantity and the button; on a phone the button stays at the bottom once it is scrolled away. */
export function BuyBox({ product, variant, onAdd }: Props) {
  const t = useText();
  const [quantity, setQuantity] = useState(1);
  const { box, isSeen } = useSeen();
  const away = product.storeHoliday;
  const left = away ? 0 : (variant?.quantityAvailable ?? 0);
  const label = t(
    variant === undefined
      ? "product.notMade"
      : away
        ? "cart.store_on_holiday"
        : left === 0
          ? "product.soldOut"
          : "product.add",
  );
  const add = () => variant && onAdd(variant, quantity);
  return (
    <div className="mt-8">
      <StockLine quantity={variant?.quantityAvailable} />
      <p className="text-muted mt-1.5 flex items-center gap-2 text-sm">
        <Package size={14} aria-hidden className="-mx-0.5" />
        {t("product.shipping", { store: product.storeName })}
      </p>
      {away?.message && (
        <p className="bg-gold-soft mt-4 rounded-2xl p-4 text-sm break-words whitespace-pre-line">
          {away.message}
        </p>
      )}
      <div ref={box} className="mt-4 flex flex-wrap items-center gap-3">
        {left > 1 && <Quantity name={product.name} value={quantity} max={left} onChange={setQuantity} />}
        <Button size="lg" className="min-w-48 flex-1" disabled={left === 0} onClick={add}>
          {label}
        </Button>
      </div>
      {variant && left === 0 && (
        <Suspense fallback={null}>
          <StockWish variantId={variant.id} />
        </Suspense>
      )}
      {!isSeen && left > 0 && (
        <div className="border-line bg-bg fixed inset-x-0 bottom-0 z-20 flex items-center justify-between gap-4 border-t px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] md:hidden">
          <div className="min-w-0">
            <p className="text-muted truncate text-sm">{variant?.options.join(" · ") || product.name}</p>
            {variant && <Price price={variant.price} was={variant.compareAtPrice} />}
          </div>
          <Button onClick={add}>{label}</Button>
        </div>
      )}
    </div>
  );
}

/** Whether the element is on the screen. */
function useSeen() {
  const box = useRef<HTMLDivElement>(null);
  const [isSeen, setSeen] = useState(true);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting ?? true));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return { box, isSeen };
}
