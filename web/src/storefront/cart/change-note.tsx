import type { CartItem } from "@api/types.ts";
import { useMoney } from "@ui/money.ts";
import { useText } from "../text.ts";
import { goneFor } from "./operations.ts";

/** What became different since the line was put into the cart. */
export function ChangeNote({ item }: { item: CartItem }) {
  const t = useText();
  const money = useMoney();
  if (!item.change) return null;
  const gone = goneFor(item);
  const words = gone
    ? t(`cart.${gone}`)
    : item.change === "out_of_stock"
      ? item.quantityAvailable === 0
        ? t("product.soldOut")
        : t("cart.onlyLeft", { count: item.quantityAvailable })
      : t("cart.newPrice", {
          before: money(item.unitPrice),
          now: money(item.currentPrice ?? item.unitPrice),
        });
  return <p className="text-danger mt-1.5 text-sm font-medium">{words}</p>;
}
