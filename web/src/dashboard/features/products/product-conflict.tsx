import type { Attribute, CategoryNode } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { formatMoney } from "@ui/money.ts";
import { useState } from "react";
import { ConflictPanel } from "../../forms/conflict-panel.tsx";
import { type TextKey, useText } from "../../texts/products.ts";
import { categoryChoices } from "./category-names.ts";
import { type Difference, differences, merge, type Side } from "./conflict.ts";
import { titleOf, type OptionDraft, type VariantDraft } from "./matrix.ts";
import type { ProductValues, Related } from "./product-form.ts";

type Props = {
  base: ProductValues;
  mine: ProductValues;
  theirs: ProductValues;
  currency: string;
  categories: readonly CategoryNode[];
  /** Saves what was chosen. */
  onResolve: (merged: ProductValues) => void;
  /** Takes what is saved and forgets the rest. */
  onTheirs: () => void;
  busy: boolean;
};

/** Two people edited one product: shows both versions field by field and lets the later one choose. */
export function ProductConflict({
  base,
  mine,
  theirs,
  currency,
  categories,
  onResolve,
  onTheirs,
  busy,
}: Props) {
  const t = useText();
  const all = differences(base, mine, theirs);
  const [choices, setChoices] = useState<Record<string, Side>>(() =>
    Object.fromEntries(all.flatMap(({ key, obvious }) => (obvious ? [[key, obvious]] : []))),
  );
  const open = all.filter(({ key }) => !choices[key]).length;
  const show = useShow(currency, categories);
  return (
    <ConflictPanel
      busy={busy}
      onTheirs={onTheirs}
      onMine={() => onResolve(merge(mine, theirs, all, choices))}
      choice={{
        text: all.length > 0 ? t("products.conflictText") : t("products.conflictSame"),
        status: open > 0 ? t("products.conflictOpen", { count: open }) : null,
        submit: t("products.conflictSave"),
        isOpen: open > 0,
        children: (
          <ul className="mt-5 grid gap-4">
            {all.map((one) => (
              <li key={one.key}>
                <Choice
                  difference={one}
                  title={show.title(one)}
                  value={(side) => show.value(one, side === "mine" ? one.mine : one.theirs)}
                  chosen={choices[one.key]}
                  onChoose={(side) => setChoices({ ...choices, [one.key]: side })}
                />
              </li>
            ))}
          </ul>
        ),
      }}
    />
  );
}

function Choice({
  difference,
  title,
  value,
  chosen,
  onChoose,
}: {
  difference: Difference;
  title: string;
  value: (side: Side) => string;
  chosen: Side | undefined;
  onChoose: (side: Side) => void;
}) {
  const t = useText();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-semibold">
        {title}
        {difference.obvious && (
          <span className="text-muted ml-2 font-normal">
            {t(difference.obvious === "mine" ? "products.onlyYou" : "products.onlyThey")}
          </span>
        )}
      </legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {(["mine", "theirs"] as const).map((side) => (
          <label
            key={side}
            className={cx(
              "grid min-w-0 cursor-pointer grid-cols-[auto_minmax(0,1fr)] items-start gap-x-3 rounded-2xl border p-3 text-sm",
              chosen === side ? "border-accent bg-accent-soft/50" : "border-edge/60 hover:border-ink",
            )}
          >
            <input
              type="radio"
              name={difference.key}
              className="accent-accent row-span-2 mt-0.5 size-4.5 shrink-0"
              checked={chosen === side}
              onChange={() => onChoose(side)}
            />
            <span className="text-muted text-xs">
              {t(side === "mine" ? "products.yours" : "products.theirs")}
            </span>
            <span className="line-clamp-6 break-words whitespace-pre-line">{value(side)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What fields and their values are called. */
function useShow(currency: string, categories: readonly CategoryNode[]) {
  const t = useText();
  const attributes = new Map<string, Attribute>(
    categories.flatMap((one) => one.attributes).map((one) => [one.id, one]),
  );
  const paths = new Map(categoryChoices(categories).map(({ id, path }) => [id, path]));
  const title = ({ field, variant }: Difference): string => {
    if (field === "attribute") return attributes.get(variant ?? "")?.name ?? t("products.attributes");
    const name = t(FIELD_NAMES[field as keyof typeof FIELD_NAMES]);
    return variant === undefined || variant === "" ? name : `${variant}: ${name}`;
  };
  const value = ({ field, variant }: Difference, of: unknown): string => {
    switch (field) {
      case "status":
        return t(`products.status.${of as ProductValues["status"]}`);
      case "categoryId":
        return paths.get(of as string) ?? t("products.nothing");
      case "tags":
        return (of as string[]).join(", ") || t("products.nothing");
      case "related":
        return (of as Related[]).map((one) => one.name).join(", ") || t("products.nothing");
      case "options":
        return titleOf(of as string[]);
      case "price":
      case "compareAt":
        return typeof of === "number" ? formatMoney({ amount: of, currency }) : t("products.nothing");
      case "variants": {
        const { options, variants } = of as { options: OptionDraft[]; variants: VariantDraft[] };
        const names = options.map((one) => `${one.name}: ${one.values.join(", ")}`).join("\n");
        return `${t("products.variantCount", { count: variants.length })}\n${names}`.trim();
      }
      case "attribute":
        if (attributes.get(variant ?? "")?.kind === "boolean" && of !== "")
          return t(of === "true" ? "products.yes" : "products.no");
        return (of as string) || t("products.nothing");
      default:
        return typeof of === "string" || typeof of === "number"
          ? String(of) || t("products.nothing")
          : t("products.nothing");
    }
  };
  return { title, value };
}

const FIELD_NAMES = {
  name: "products.name",
  slug: "products.slug",
  status: "products.status",
  categoryId: "products.category",
  description: "products.description",
  brand: "products.brand",
  tags: "products.tags",
  seoTitle: "products.seoTitle",
  seoDescription: "products.seoDescription",
  related: "products.related",
  variants: "products.variants",
  options: "products.variant",
  sku: "products.sku",
  barcode: "products.barcode",
  price: "products.price",
  compareAt: "products.compareAt",
  weight: "products.weight",
} as const satisfies Record<string, TextKey>;
