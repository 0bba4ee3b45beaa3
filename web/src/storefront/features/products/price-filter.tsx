import { currencySign, decimal, parseDecimal } from "@ui/money.ts";
import { type FormEvent, useState } from "react";
import { Button } from "@ui/button.tsx";
import type { ProductsSearch } from "../../catalog/products-search.ts";
import { useText } from "../../text.ts";
import { useRefine } from "./filters.tsx";

type Props = { search: ProductsSearch; currency: string; idPrefix: string };

const INPUT =
  "num h-11 w-full rounded-xl border border-edge bg-surface px-3 text-base hover:border-ink aria-invalid:border-danger lg:text-sm";

/** The lowest and the highest price, typed in whole money and kept in minor units. */
export function PriceFilter({ search, currency, idPrefix }: Props) {
  const t = useText();
  const refine = useRefine(search);
  const [wrong, setWrong] = useState<string | null>(null);
  const shown = (amount: number | undefined) => (amount === undefined ? "" : decimal(amount, currency));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const amounts = ["min", "max"].map((name) => {
      const value = typed.get(name);
      return typeof value === "string" ? value.trim() : "";
    });
    const [min, max] = amounts.map((amount) => (amount ? parseDecimal(amount, currency) : undefined));
    if ((amounts[0] && min === undefined) || (amounts[1] && max === undefined))
      return setWrong(t("filters.notAPrice"));
    if (min !== undefined && max !== undefined && min > max) return setWrong(t("filters.minAboveMax"));
    setWrong(null);
    refine({ minPrice: min, maxPrice: max });
  };
  const sign = currencySign(currency);
  const error = `${idPrefix}-price-error`;
  const common = {
    inputMode: "decimal" as const,
    className: INPUT,
    autoComplete: "off",
    "aria-invalid": wrong !== null,
    "aria-describedby": wrong ? error : undefined,
  };
  return (
    // The key fills the fields anew when a chip takes the filter away.
    <form key={`${search.minPrice}-${search.maxPrice}`} onSubmit={submit}>
      <fieldset>
        <legend className="mb-2 text-sm font-semibold">{t("filters.price", { sign })}</legend>
        <div className="flex items-center gap-2">
          <input
            name="min"
            aria-label={t("filters.min")}
            placeholder={t("filters.minShort")}
            defaultValue={shown(search.minPrice)}
            {...common}
          />
          <span aria-hidden className="text-muted">
            –
          </span>
          <input
            name="max"
            aria-label={t("filters.max")}
            placeholder={t("filters.maxShort")}
            defaultValue={shown(search.maxPrice)}
            {...common}
          />
        </div>
        {wrong && (
          <p id={error} role="alert" className="text-danger mt-2 text-sm">
            {wrong}
          </p>
        )}
        <Button type="submit" variant="soft" size="sm" className="mt-3 w-full">
          {t("filters.apply")}
        </Button>
      </fieldset>
    </form>
  );
}
