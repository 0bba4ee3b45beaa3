import { cx } from "@ui/class-names.ts";
import { buttonClass } from "@ui/button.tsx";
import { formatMoney } from "@ui/money.ts";
import { Picture } from "@ui/picture.tsx";
import { useNavigate } from "@tanstack/react-router";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/analytics.ts";
import { type AnalyticsSearch, TOPS } from "./analytics-search.ts";
import { CsvButton } from "./csv-button.tsx";
import { FiguresTable } from "./figures-table.tsx";
import { storeFiles } from "./queries.ts";
import type { TopProduct } from "./types.ts";
import { count, percent } from "./words.ts";

type Props = {
  store: { id: string; slug: string };
  search: AnalyticsSearch;
  products: readonly TopProduct[];
};

/** What brought in most, sold most or was looked at most. */
export function TopProducts({ store, search, products }: Props) {
  const t = useText();
  const navigate = useNavigate();
  const title = t("analytics.topProducts");
  return (
    <Panel
      title={title}
      action={
        <div className="flex flex-wrap items-center gap-2">
          <select
            aria-label={t("analytics.topBy")}
            className={cx(buttonClass({ variant: "outline", size: "sm" }), "select pr-9")}
            value={search.top ?? TOPS[0]}
            onChange={(event) => {
              const top = TOPS.find((one) => one === event.target.value);
              void navigate({
                to: ".",
                search: { ...search, top },
                replace: true,
                resetScroll: false,
              });
            }}
          >
            {TOPS.map((top) => (
              <option key={top} value={top}>
                {t(`analytics.top.${top}`)}
              </option>
            ))}
          </select>
          <CsvButton
            what={title}
            name={`${store.slug}-products`}
            load={() => storeFiles.products(store.id, search)}
          />
        </div>
      }
    >
      {products.length === 0 ? (
        <p className="text-muted text-sm">{t("analytics.noProducts")}</p>
      ) : (
        <FiguresTable
          label={title}
          heads={[
            t("analytics.product"),
            t("analytics.netRevenue"),
            t("analytics.orders"),
            t("analytics.units"),
            t("analytics.viewsHead"),
            t("analytics.conversion"),
          ]}
          rows={products.map((product) => ({
            id: product.productId,
            name: <Name product={product} store={store.slug} />,
            cells: [
              formatMoney(product.netRevenue),
              count(product.orders),
              count(product.units),
              count(product.views),
              product.conversion === undefined ? t("analytics.none") : percent(product.conversion),
            ],
          }))}
        />
      )}
    </Panel>
  );
}

function Name({ product: { name, slug, image }, store }: { product: TopProduct; store: string }) {
  const t = useText();
  return (
    <span className="flex items-center gap-3">
      <span className="bg-sunken size-10 shrink-0 overflow-hidden rounded-lg">
        {image && <Picture image={{ ...image, alt: "" }} sizes="40px" className="size-full object-cover" />}
      </span>
      {slug ? (
        <a href={`/stores/${store}/products/${slug}`} className="min-w-0 underline-offset-4 hover:underline">
          {name}
        </a>
      ) : (
        <span className="text-muted min-w-0">{t("analytics.deletedProduct")}</span>
      )}
    </span>
  );
}
