import type { CatalogProduct } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { Plus, Trash2 } from "lucide-react";
import { useWatch } from "react-hook-form";
import type { Editor } from "../../forms/use-editor.ts";
import { useText } from "../../texts/products.ts";
import { BulkFill } from "./bulk-fill.tsx";
import { complete, type Matrix, missingCount, titleOf } from "./matrix.ts";
import { MoneyCell, NumberCell, TextCell } from "./matrix-cells.tsx";
import { OptionsEditor } from "./options-editor.tsx";
import type { ProductValues } from "./product-form.ts";

type Props = { editor: Editor<ProductValues>; currency: string; product: CatalogProduct | undefined };

const GRID =
  "xl:grid-cols-[minmax(7rem,1.4fr)_minmax(6rem,1fr)_minmax(5.5rem,0.8fr)_minmax(5.5rem,0.8fr)_minmax(5rem,0.7fr)_minmax(5rem,0.7fr)_minmax(6rem,1fr)_2.75rem]";

/** Options, and a row for each variant that they make: a table where there is room, else a card for each. */
export function VariantsEditor({ editor, currency, product }: Props) {
  const t = useText();
  const [options, variants] = useWatch({ control: editor.form.control, name: ["options", "variants"] });
  const matrix: Matrix = { options, variants };
  const change = (to: Matrix) => {
    const how = { shouldDirty: true, shouldTouch: true };
    if (to.options !== options) editor.form.setValue("options", to.options, how);
    if (to.variants !== variants) editor.form.setValue("variants", to.variants, how);
  };
  const missing = missingCount(matrix);
  const stockOf = new Map(product?.variants.map((one) => [one.id, one.quantityAvailable]));
  const heads = ["variant", "sku", "price", "compareAt", "stock", "weight", "barcode"] as const;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <OptionsEditor editor={editor} matrix={matrix} onChange={change} />
      {variants.length > 1 && (
        <BulkFill
          matrix={matrix}
          currency={currency}
          onFill={(filled) => change({ options, variants: filled })}
        />
      )}
      <div role="group" aria-label={t("products.variants")} className="grid gap-3 xl:gap-0">
        <div aria-hidden className={`text-muted hidden gap-2 pb-2 text-xs font-semibold xl:grid ${GRID}`}>
          {heads.map((head) => (
            <span key={head}>{t(`products.${head}`)}</span>
          ))}
        </div>
        {variants.map((variant, at) => {
          const title = titleOf(variant.options) || t("products.onlyVariant");
          const cell = { editor, of: title, at };
          const stock = variant.id && stockOf.get(variant.id);
          return (
            <div
              key={variant.id ?? title}
              role="group"
              aria-label={title}
              className={`border-line grid grid-cols-2 items-start gap-2 rounded-2xl border p-3 sm:grid-cols-4 xl:rounded-none xl:border-x-0 xl:border-b-0 xl:px-0 xl:py-2 ${GRID}`}
            >
              <p className="col-span-full self-center text-sm font-semibold break-words xl:col-span-1">
                {title}
              </p>
              <TextCell {...cell} field="sku" />
              <MoneyCell {...cell} field="price" currency={currency} />
              <MoneyCell {...cell} field="compareAt" currency={currency} />
              {stock === undefined || stock === "" ? (
                <NumberCell {...cell} field="quantity" />
              ) : (
                <p className="num self-center text-sm">
                  <span className="text-muted block text-xs xl:hidden">{t("products.stock")}</span>
                  {t("products.pieces", { count: stock })}
                </p>
              )}
              <NumberCell {...cell} field="weight" />
              <TextCell {...cell} field="barcode" />
              {variants.length > 1 ? (
                <button
                  type="button"
                  className="hover:bg-danger-soft hover:text-danger grid size-11 place-items-center self-end justify-self-end rounded-full xl:self-center"
                  aria-label={t("products.removeVariant", { variant: title })}
                  onClick={() => change({ options, variants: variants.filter((_, index) => index !== at) })}
                >
                  <Trash2 size={16} aria-hidden />
                </button>
              ) : (
                <span />
              )}
            </div>
          );
        })}
      </div>
      {missing > 0 && (
        <Button
          variant="outline"
          size="sm"
          className="justify-self-start"
          onClick={() => change(complete(matrix))}
        >
          <Plus size={16} aria-hidden />
          {t("products.addMissing", { count: missing })}
        </Button>
      )}
      <p className="text-muted text-sm">{t("products.stockHint")}</p>
    </div>
  );
}
