import type { Money } from "@api/types.ts";
import { useMoney } from "@ui/money.ts";
import { useText } from "../../store-text.ts";

/** What the law wants to stand beside a reduced price (Directive 98/6/EC, Article 6a). */
export function LowestPrice({ price }: { price: Money | undefined }) {
  const t = useText();
  const money = useMoney();
  if (!price) return null;
  return <p className="text-muted num mt-1.5 text-sm">{t("product.lowest", { price: money(price) })}</p>;
}
