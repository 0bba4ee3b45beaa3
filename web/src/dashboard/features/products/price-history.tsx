import { Price } from "@ui/price.tsx";
import { useQuery } from "@tanstack/react-query";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/products.ts";
import { titleOf } from "./matrix.ts";
import { priceHistoryQuery } from "./queries.ts";

/** What the product cost before. Buyers see the lowest of 30 days beside a reduced price. */
export function PriceHistory({ storeId, productId }: { storeId: string; productId: string }) {
  const t = useText();
  const { data } = useQuery(priceHistoryQuery(storeId, productId));
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t("products.priceHistory")} lead={t("products.priceHistoryLead")}>
      <ul className="divide-line divide-y text-sm">
        {data.items.slice(0, 10).map((one) => (
          <li
            key={`${one.variantId} ${one.changedAt}`}
            className="flex flex-wrap justify-between gap-x-4 py-2"
          >
            <span className="text-muted">
              {t("products.until")} <Moment at={one.changedAt} />
              {one.options.length > 0 && ` · ${titleOf(one.options)}`}
            </span>
            <Price price={one.price} was={one.compareAtPrice} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
