import type { Money } from "@api/types.ts";
import { cx } from "./class-names.ts";
import { useUiText } from "./i18n.ts";
import { useMoney } from "./money.ts";

/** A price, what it was before, and "from" where it is the lowest of several. */
export function Price({
  price,
  was,
  from = false,
  className,
}: {
  price: Money;
  was?: Money | undefined;
  from?: boolean;
  className?: string;
}) {
  const t = useUiText();
  const money = useMoney();
  const reduced = was !== undefined && was.amount > price.amount;
  return (
    <span className={cx("num inline-flex flex-wrap items-baseline gap-x-2", className)}>
      <span className={cx("font-semibold", reduced && "text-clay")}>
        {from && <span className="font-normal">{t("ui.from")} </span>}
        {reduced && <span className="sr-only">{t("ui.now")} </span>}
        {money(price)}
      </span>
      {reduced && (
        <s className="text-muted text-[0.85em]">
          <span className="sr-only">{t("ui.was")} </span>
          {money(was)}
        </s>
      )}
    </span>
  );
}
