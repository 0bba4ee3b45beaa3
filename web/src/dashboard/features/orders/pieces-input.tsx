import type { MerchantOrder, OrderItem } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { CONTROL } from "@ui/field.tsx";
import { cx } from "@ui/class-names.ts";
import { Picture } from "@ui/picture.tsx";
import { useText } from "../../texts/orders.ts";
import { allOf, type Chosen, nameOf } from "./pieces.ts";

type Props = {
  legend: string;
  order: MerchantOrder;
  /** How many of an item there are to choose from. */
  left: (item: OrderItem) => number;
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
  error?: string | undefined;
};

/** Chooses how many pieces of each item. */
export function PiecesInput({ legend, order, left, chosen, onChange, error }: Props) {
  const t = useText();
  const items = order.items.filter((item) => left(item) > 0);
  return (
    <fieldset>
      <legend className="sr-only">{legend}</legend>
      <div className="mb-2 flex items-center justify-between gap-3">
        <span aria-hidden className="text-sm font-medium">
          {legend}
        </span>
        <span className="flex">
          <Button variant="ghost" size="sm" onClick={() => onChange(allOf(order, left))}>
            {t("orders.takeAll")}
          </Button>
          <Button variant="ghost" size="sm" onClick={() => onChange({})}>
            {t("orders.takeNone")}
          </Button>
        </span>
      </div>
      <ul className="divide-line border-line divide-y rounded-2xl border">
        {items.map((item) => {
          const id = `pieces-${item.id}`;
          return (
            <li key={item.id} className="flex items-center gap-3 p-3">
              <Picture
                image={item.image}
                sizes="3rem"
                alt=""
                className="size-12 shrink-0 rounded-lg object-cover"
              />
              <span className="min-w-0 flex-1 text-sm">
                <span className="line-clamp-2 font-medium">{nameOf(item)}</span>
                {item.sku && <span className="text-muted block text-xs break-all">{item.sku}</span>}
              </span>
              <span className="flex shrink-0 items-center gap-2 text-sm">
                <label htmlFor={id} className="sr-only">
                  {t("orders.howMany", { name: nameOf(item) })}
                </label>
                <input
                  id={id}
                  type="number"
                  inputMode="numeric"
                  min={0}
                  max={left(item)}
                  className={cx(CONTROL, "num h-10 w-18 pr-2 pl-2 text-center")}
                  aria-invalid={error ? true : undefined}
                  value={chosen[item.id] ?? 0}
                  onChange={(event) => {
                    const typed = Math.floor(event.target.valueAsNumber);
                    const quantity = Number.isFinite(typed) ? Math.min(Math.max(typed, 0), left(item)) : 0;
                    onChange({ ...chosen, [item.id]: quantity });
                  }}
                />
                <span className="text-muted num w-12">{t("orders.ofLeft", { count: left(item) })}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <p role="alert" className="text-danger mt-1.5 text-sm font-medium empty:hidden">
        {error}
      </p>
    </fieldset>
  );
}
