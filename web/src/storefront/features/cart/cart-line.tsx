import type { CartItem, CartStore } from "@api/types.ts";
import { cx } from "@ui/class-names.ts";
import { useMoney } from "@ui/money.ts";
import { Picture } from "@ui/picture.tsx";
import { Quantity } from "@ui/quantity.tsx";
import { Link } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { goneFor, isProvisional } from "../../cart/operations.ts";
import { removeFromCart, setQuantity } from "../../cart/use-cart.ts";
import { useText } from "../../text.ts";
import { ChangeNote } from "../../cart/change-note.tsx";

type Props = { store: CartStore; item: CartItem; onRemoved: () => void };

/** A line of the cart, to be changed and removed. */
export function CartLine({ store, item, onRemoved }: Props) {
  const t = useText();
  const money = useMoney();
  const gone =
    goneFor(item) !== undefined || (item.change === "out_of_stock" && item.quantityAvailable === 0);
  return (
    <li className="flex gap-4 py-4">
      <Picture
        image={item.image}
        sizes="6rem"
        alt=""
        className={cx("size-20 shrink-0 rounded-xl object-cover sm:size-24", gone && "opacity-50 grayscale")}
      />
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex items-start justify-between gap-3">
          <div className="min-w-0">
            <Link
              to="/stores/$store/products/$product"
              params={{ store: store.slug, product: item.productSlug }}
              className="line-clamp-2 text-sm leading-snug font-medium underline-offset-4 hover:underline"
            >
              {item.name}
            </Link>
            {item.options.length > 0 && (
              <p className="text-muted mt-0.5 text-sm">
                {item.options.map((option) => option.value).join(" · ")}
              </p>
            )}
          </div>
          <span className={cx("num shrink-0 text-sm font-semibold", gone && "text-muted line-through")}>
            {money(item.lineTotal)}
          </span>
        </div>
        <ChangeNote item={item} />
        <div className="mt-auto flex items-center justify-between gap-3 pt-2.5">
          {gone ? (
            <span />
          ) : (
            <Quantity
              name={item.name}
              value={item.quantity}
              max={item.quantityAvailable}
              disabled={isProvisional(item)}
              onChange={(quantity) => void setQuantity(item.id, quantity)}
            />
          )}
          <button
            type="button"
            className="text-muted hover:bg-sunken hover:text-ink grid size-10 place-items-center rounded-full disabled:opacity-40"
            aria-label={t("cart.remove", { name: item.name })}
            disabled={isProvisional(item)}
            onClick={() => {
              onRemoved();
              void removeFromCart(store, item);
            }}
          >
            <Trash2 size={17} aria-hidden />
          </button>
        </div>
      </div>
    </li>
  );
}
