import type { InventoryLevel, StockMovement } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { cx } from "@ui/class-names.ts";
import { Drawer } from "@ui/drawer.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Moment } from "../../layout/moment.tsx";
import { TEXT_LINK } from "../../layout/page.tsx";
import { ProblemBox } from "../../layout/problem-box.tsx";
import { useText } from "../../texts/inventory.ts";
import { movementsOf, nameOf } from "./queries.ts";

type Props = { storeId: string; slug: string; row: InventoryLevel; onClose: () => void };

/** What happened to a variant's stock: when, why, through whom, and what was left. */
export function HistorySheet({ storeId, slug, row, onClose }: Props) {
  const t = useText();
  const history = useInfiniteQuery({
    queryKey: ["get", "/stores/{storeId}/inventory/{variantId}/movements", storeId, row.variantId],
    queryFn: ({ pageParam }) => movementsOf(storeId, row.variantId, pageParam),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
  const movements = history.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer title={t("inventory.history")} side="right" onClose={onClose}>
      <div className="grid gap-4 p-5">
        <p className="font-semibold">{nameOf(row)}</p>
        <ProblemBox error={history.error ?? undefined} />
        {history.isPending && (
          <p role="status" className="text-muted text-sm">
            {t("inventory.loading")}
          </p>
        )}
        <ol className="divide-line divide-y">
          {movements.map((one) => (
            <Entry key={one.number} movement={one} slug={slug} />
          ))}
        </ol>
        {history.hasNextPage && (
          <Button
            variant="outline"
            busy={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {t("inventory.more")}
          </Button>
        )}
      </div>
    </Drawer>
  );
}

const signed = (n: number) => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : "±0");

function Entry({ movement, slug }: { movement: StockMovement; slug: string }) {
  const t = useText();
  const { delta, reason, note, actor, order, quantityAfter, at } = movement;
  return (
    <li className="flex gap-4 py-3 text-sm first:pt-0">
      <span
        className={cx(
          "num w-14 shrink-0 text-right text-base font-semibold",
          delta > 0 ? "text-accent" : delta < 0 ? "text-danger" : "text-muted",
        )}
      >
        {signed(delta)}
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {t(`inventory.reason.${reason}`)}
          {order && (
            <>
              {" · "}
              <a className={TEXT_LINK} href={`/dashboard/stores/${slug}/orders/${order.storeOrderId ?? ""}`}>
                {t("inventory.order", { number: order.orderNumber })}
              </a>
            </>
          )}
        </p>
        {note && <p className="mt-0.5 break-words">{note}</p>}
        <p className="text-muted mt-0.5">
          <Moment at={at} />
          {actor && ` · ${actor.name ? t("inventory.by", { name: actor.name }) : t("inventory.byGone")}`}
        </p>
      </div>
      <span className="num text-muted shrink-0">{t("inventory.after", { count: quantityAfter })}</span>
    </li>
  );
}
