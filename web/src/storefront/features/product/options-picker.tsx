import type { Product } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { useText } from "../../store-text.ts";
import { availability, type Choice, withValue } from "./choice.ts";

type Props = { product: Product; choice: Choice; onChange: (choice: Choice) => void };

/** The product's options. A value that cannot be had with the others is struck through, and can be chosen all the same. */
export function OptionsPicker({ product, choice, onChange }: Props) {
  const t = useText();
  return (
    <>
      {product.options.map((option, at) => (
        <fieldset key={option.name} className="mt-6">
          <legend className="mb-2.5 text-sm">
            <span className="font-semibold">{option.name}</span>
            <span className="text-muted ml-2">{choice[at]}</span>
          </legend>
          <div className="flex flex-wrap gap-2">
            {option.values.map((value) => {
              const state = availability(product, choice, at, value);
              return (
                <label
                  key={value}
                  className={cx(
                    "inline-flex min-h-11 min-w-11 items-center justify-center rounded-xl border px-4 text-sm font-medium transition-colors",
                    "has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-checked:ring-1 has-checked:ring-accent",
                    "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
                    state === "available"
                      ? "border-edge/60 bg-surface hover:border-ink"
                      : "border-dashed border-edge text-muted line-through",
                  )}
                >
                  <input
                    type="radio"
                    className="sr-only"
                    name={`option-${at}`}
                    value={value}
                    checked={choice[at] === value}
                    onChange={() => onChange(withValue(choice, at, value))}
                  />
                  {value}
                  {state !== "available" && (
                    <span className="sr-only">
                      , {t(state === "sold_out" ? "product.soldOut" : "product.notMade")}
                    </span>
                  )}
                </label>
              );
            })}
          </div>
        </fieldset>
      ))}
    </>
  );
}
