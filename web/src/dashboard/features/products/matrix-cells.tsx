import { cx } from "@ui/class-names.ts";
import { currencySign, decimal, parseDecimal } from "@ui/money.ts";
import { useState } from "react";
import { type FieldError, get, useController } from "react-hook-form";
import type { Editor } from "../../forms/use-editor.ts";
import { type TextKey, useText } from "../../texts/products.ts";
import type { ProductValues } from "./product-form.ts";

type Cell<Field extends string> = {
  editor: Editor<ProductValues>;
  /** The variant, in words. */
  of: string;
  at: number;
  field: Field;
};

const INPUT =
  "h-11 w-full rounded-lg border border-edge bg-surface px-2.5 text-sm hover:border-ink focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent aria-invalid:border-danger";

const LABELS = {
  sku: "products.sku",
  barcode: "products.barcode",
  price: "products.price",
  compareAt: "products.compareAt",
  weight: "products.weight",
  quantity: "products.stock",
} as const satisfies Record<string, TextKey>;

/** What every cell has: its name, which stands above it on phones only, and what is wrong with it. */
function useCell<Field extends keyof typeof LABELS>({ editor, of, at, field }: Cell<Field>) {
  const t = useText();
  const name = `variants.${at}.${field}` as const;
  const id = `${editor.id}-${name}`;
  const wrong: FieldError | undefined = get(editor.form.formState.errors, name);
  const message = wrong?.message;
  const error = message && t(message as TextKey);
  const key: TextKey = LABELS[field];
  const label = t(key);
  return {
    name,
    input: {
      id,
      "aria-label": `${label}: ${of}`,
      "aria-invalid": error ? true : undefined,
      "aria-describedby": error ? `${id}-error` : undefined,
      autoComplete: "off",
    },
    frame: (input: React.ReactNode) => (
      <div className="min-w-0">
        <span aria-hidden className="text-muted mb-1 block text-xs xl:hidden">
          {label}
        </span>
        {input}
        {error && (
          <p id={`${id}-error`} className="text-danger mt-1 text-xs">
            {error}
          </p>
        )}
      </div>
    ),
  };
}

/** A short text of a variant. */
export function TextCell(props: Cell<"sku" | "barcode">) {
  const { name, input, frame } = useCell(props);
  const { field } = useController({ control: props.editor.form.control, name });
  return frame(<input {...input} {...field} maxLength={255} className={INPUT} />);
}

/** An amount as it is typed: null while empty, NaN while it is none; the schema says so. */
function AmountCell({
  cell,
  write,
  read,
  sign,
  inputMode,
}: {
  cell: Cell<"price" | "compareAt" | "weight" | "quantity">;
  write: (value: number) => string;
  read: (text: string) => number | undefined;
  sign?: string;
  inputMode: "decimal" | "numeric";
}) {
  const { name, input, frame } = useCell(cell);
  const {
    field: { ref, value, onChange, onBlur },
  } = useController({ control: cell.editor.form.control, name });
  const [typed, setTyped] = useState<string | null>(null);
  const shown = value === null || Number.isNaN(value) ? "" : write(value);
  return frame(
    <div className="relative">
      <input
        {...input}
        name={name}
        ref={ref}
        inputMode={inputMode}
        value={typed ?? shown}
        className={cx(INPUT, "num", sign && "pr-7")}
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          onChange(text.trim() === "" ? null : (read(text) ?? Number.NaN));
        }}
        onBlur={() => {
          if (!Number.isNaN(value)) setTyped(null);
          onBlur();
        }}
      />
      {sign && (
        <span
          aria-hidden
          className="text-muted pointer-events-none absolute inset-y-0 right-2.5 grid place-items-center text-xs"
        >
          {sign}
        </span>
      )}
    </div>,
  );
}

export function MoneyCell({ currency, ...cell }: Cell<"price" | "compareAt"> & { currency: string }) {
  return (
    <AmountCell
      cell={cell}
      write={(value) => decimal(value, currency)}
      read={(text) => parseDecimal(text, currency)}
      sign={currencySign(currency)}
      inputMode="decimal"
    />
  );
}

export function NumberCell(cell: Cell<"weight" | "quantity">) {
  return (
    <AmountCell
      cell={cell}
      write={String}
      read={(text) => (/^\s*\d{1,10}\s*$/.test(text) ? Number(text) : undefined)}
      inputMode="numeric"
    />
  );
}
