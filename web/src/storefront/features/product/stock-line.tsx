import { cx } from "@ui/class-names.ts";
import { isLow } from "../../catalog/stock.ts";
import { useText } from "../../store-text.ts";

/** Whether it can be had: a coloured dot and the words beside it. `quantity` is undefined for a combination that is not made. */
export function StockLine({ quantity }: { quantity: number | undefined }) {
  const t = useText();
  const words =
    quantity === undefined
      ? t("product.notMade")
      : quantity === 0
        ? t("product.soldOut")
        : isLow(quantity)
          ? t("product.left", { count: quantity })
          : t("product.inStock");
  const colour = !quantity ? "bg-danger" : isLow(quantity) ? "bg-gold" : "bg-accent";
  return (
    <p role="status" className="flex items-center gap-2 text-sm">
      <span aria-hidden className={cx("size-2 rounded-full", colour)} />
      {words}
    </p>
  );
}
