import { formatMoney } from "@ui/money.ts";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/analytics.ts";
import { FiguresTable } from "./figures-table.tsx";
import type { TopStore } from "./types.ts";
import { count, percent } from "./words.ts";

/** The stores that brought in most. */
export function TopStores({ stores }: { stores: readonly TopStore[] }) {
  const t = useText();
  const title = t("analytics.topStores");
  return (
    <Panel title={title}>
      {stores.length === 0 ? (
        <p className="text-muted text-sm">{t("analytics.noStores")}</p>
      ) : (
        <FiguresTable
          label={title}
          heads={[
            t("analytics.store"),
            t("analytics.netRevenue"),
            t("analytics.refunds"),
            t("analytics.orders"),
            t("analytics.visits"),
            t("analytics.conversion"),
          ]}
          rows={stores.map(({ storeId, slug, name, figures }) => ({
            id: storeId,
            name: (
              <a href={`/stores/${slug}`} className="text-accent underline-offset-4 hover:underline">
                {name}
              </a>
            ),
            cells: [
              formatMoney(figures.netRevenue),
              formatMoney(figures.refunds),
              count(figures.orders),
              count(figures.visits),
              figures.conversion === undefined ? t("analytics.none") : percent(figures.conversion),
            ],
          }))}
        />
      )}
    </Panel>
  );
}
