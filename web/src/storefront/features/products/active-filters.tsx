import { useMoney } from "@ui/money.ts";
import { X } from "lucide-react";
import { filterCount, toggled, unfiltered } from "../../catalog/products-search.ts";
import { useText } from "../../text.ts";
import { type FilterProps, useRefine } from "./filters.tsx";

/** The filters that are set, each with a button that takes it away. */
export function ActiveFilters({ search, categories, currency }: FilterProps) {
  const t = useText();
  const money = useMoney();
  const refine = useRefine(search);
  if (filterCount(search) === 0) return null;
  const amount = (value: number) => money({ amount: value, currency });
  const { minPrice: min, maxPrice: max } = search;
  const price =
    min !== undefined && max !== undefined
      ? t("filters.between", { min: amount(min), max: amount(max) })
      : min !== undefined
        ? t("filters.above", { min: amount(min) })
        : max !== undefined && t("filters.below", { max: amount(max) });
  return (
    <ul aria-label={t("filters.active")} className="mb-6 flex flex-wrap gap-2">
      {search.category?.map((slug) => (
        <Chip
          key={slug}
          label={categories.find((category) => category.slug === slug)?.name ?? slug}
          onRemove={() => refine({ category: toggled(search.category, slug) })}
        />
      ))}
      {price && <Chip label={price} onRemove={() => refine({ minPrice: undefined, maxPrice: undefined })} />}
      {search.inStock && (
        <Chip label={t("filters.inStock")} onRemove={() => refine({ inStock: undefined })} />
      )}
      <li>
        <button
          type="button"
          className="text-accent h-9 px-2 text-sm font-medium underline-offset-4 hover:underline"
          onClick={() => refine({ ...cleared, ...unfiltered(search) })}
        >
          {t("filters.clear")}
        </button>
      </li>
    </ul>
  );
}

const cleared = {
  category: undefined,
  minPrice: undefined,
  maxPrice: undefined,
  inStock: undefined,
};

function Chip({ label, onRemove }: { label: string; onRemove: () => void }) {
  const t = useText();
  return (
    <li>
      <button
        type="button"
        className="bg-accent-soft text-accent inline-flex h-9 items-center gap-1.5 rounded-full pr-2.5 pl-3.5 text-sm font-medium hover:brightness-95"
        aria-label={t("filters.remove", { name: label })}
        onClick={onRemove}
      >
        {label}
        <X size={14} aria-hidden />
      </button>
    </li>
  );
}
