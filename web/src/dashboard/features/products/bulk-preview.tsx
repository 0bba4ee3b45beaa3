import type { BulkEdit, BulkEditRow, BulkValue } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { useMoney } from "@ui/money.ts";
import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { useText } from "../../texts/products.ts";
import { titleOf } from "./matrix.ts";
import { bulkRowsQuery } from "./queries.ts";

/** What a bulk edit would do: how much, and the first rows; those that it cannot do on demand. */
export function BulkPreview({ storeId, bulk }: { storeId: string; bulk: BulkEdit }) {
  const t = useText();
  const [problems, setProblems] = useState(false);
  const { data } = useQuery(bulkRowsQuery(storeId, bulk.id, problems));
  return (
    <div className="min-w-0">
      <p role="status" className="text-sm">
        {t("products.bulkSummary", { products: bulk.products, changes: bulk.changes })}{" "}
        {bulk.refused > 0 && <strong>{t("products.bulkRefused", { count: bulk.refused })}</strong>}
      </p>
      {bulk.refused > 0 && (
        <label className="mt-2 flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="accent-accent size-4.5"
            checked={problems}
            onChange={(event) => setProblems(event.target.checked)}
          />
          {t("products.bulkOnlyProblems")}
        </label>
      )}
      <div
        role="region"
        aria-label={t("products.bulkRows")}
        // What can be scrolled has to be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="mt-3 max-h-[45dvh] overflow-auto"
      >
        <ul className="divide-line divide-y text-sm">
          {data?.items.map((row) => (
            <Row key={`${row.productId} ${row.variantId} ${row.field}`} row={row} />
          ))}
        </ul>
        {data?.nextCursor && <p className="text-muted pt-2 text-sm">{t("products.bulkMore")}</p>}
      </div>
    </div>
  );
}

function Row({ row }: { row: BulkEditRow }) {
  const t = useText();
  return (
    <li className="grid gap-x-4 gap-y-0.5 py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <span className="min-w-0 break-words">
        {row.productName}
        {row.options.length > 0 && <span className="text-muted"> {titleOf(row.options)}</span>}
      </span>
      <span className="num min-w-0">
        <span className="text-muted mr-2">{t(`products.field.${row.field}`)}</span>
        <Value value={row.before} className="text-muted" />
        <ArrowRight size={13} className="mx-1.5 inline" aria-label={t("products.becomes")} />
        <Value value={row.after} className="font-semibold" />
        {row.problem && (
          <span className="text-danger block font-medium">{t(`products.problem.${row.problem}`)}</span>
        )}
      </span>
    </li>
  );
}

function Value({ value, className }: { value: BulkValue; className: string }) {
  const t = useText();
  const money = useMoney();
  const shown = value.money
    ? money(value.money)
    : value.status
      ? t(`products.status.${value.status}`)
      : value.tags
        ? value.tags.join(", ") || t("products.nothing")
        : (value.category ?? (value.quantity === undefined ? t("products.nothing") : String(value.quantity)));
  return <span className={cx("break-words", className)}>{shown}</span>;
}
