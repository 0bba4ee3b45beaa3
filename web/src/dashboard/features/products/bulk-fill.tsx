import { Button } from "@ui/button.tsx";
import { SelectField, TextField } from "@ui/field.tsx";
import { parseDecimal } from "@ui/money.ts";
import { useId, useState } from "react";
import { useText } from "../../texts/products.ts";
import { fill, type FillField, type Matrix, type VariantDraft } from "./matrix.ts";

const FIELDS = ["price", "compareAt", "quantity", "weight"] as const satisfies FillField[];

/** Writes one amount into many variants. */
export function BulkFill({
  matrix,
  currency,
  onFill,
}: {
  matrix: Matrix;
  currency: string;
  onFill: (variants: VariantDraft[]) => void;
}) {
  const t = useText();
  const id = useId();
  const [field, setField] = useState<FillField>("price");
  const [only, setOnly] = useState("");
  const [typed, setTyped] = useState("");
  const isMoney = field === "price" || field === "compareAt";
  const text = typed.trim();
  const amount =
    text === ""
      ? null
      : isMoney
        ? parseDecimal(text, currency)
        : /^\d{1,9}$/.test(text)
          ? Number(text)
          : undefined;
  const canFill = amount !== undefined && !(amount === null && field === "price");
  const apply = () => {
    if (amount === undefined || !canFill) return;
    const [option, value] = only ? (JSON.parse(only) as [number, string]) : [];
    onFill(
      fill(
        matrix.variants,
        field,
        amount,
        option === undefined || value === undefined ? undefined : { option, value },
      ),
    );
  };
  return (
    <div
      role="group"
      aria-label={t("products.fill")}
      className="bg-sunken grid items-end gap-3 rounded-2xl p-4 sm:grid-cols-[1fr_1fr_1fr_auto]"
    >
      <SelectField
        id={`${id}-only`}
        label={t("products.fillFor")}
        value={only}
        onChange={(event) => setOnly(event.target.value)}
      >
        <option value="">{t("products.fillAll")}</option>
        {matrix.options.flatMap((option, at) =>
          option.values.map((value) => (
            <option key={`${at} ${value}`} value={JSON.stringify([at, value])}>
              {`${option.name}: ${value}`}
            </option>
          )),
        )}
      </SelectField>
      <SelectField
        id={`${id}-field`}
        label={t("products.fillField")}
        value={field}
        onChange={(event) => setField(FIELDS.find((one) => one === event.target.value) ?? "price")}
      >
        {FIELDS.map((one) => (
          <option key={one} value={one}>
            {t(`products.${one === "quantity" ? "stock" : one}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        id={`${id}-amount`}
        label={t("products.fillAmount")}
        value={typed}
        inputMode={isMoney ? "decimal" : "numeric"}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          apply();
        }}
      />
      <Button variant="outline" className="h-12" disabled={!canFill} onClick={apply}>
        {t("products.fillApply")}
      </Button>
    </div>
  );
}
