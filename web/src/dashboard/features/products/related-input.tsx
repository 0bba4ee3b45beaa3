import { TextField } from "@ui/field.tsx";
import { Button } from "@ui/button.tsx";
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useText } from "../../texts/products.ts";
import type { Related } from "./product-form.ts";
import { productsQuery } from "./queries.ts";

type Props = {
  id: string;
  storeId: string;
  /** The product itself, which is not beside itself. */
  productId: string | undefined;
  values: readonly Related[];
  onChange: (values: Related[]) => void;
};

/** Products that are shown beside this one, in the order in which they are. */
export function RelatedInput({ id, storeId, productId, values, onChange }: Props) {
  const t = useText();
  const [typed, setTyped] = useState("");
  const words = useDeferredValue(typed.trim());
  const { data } = useQuery({ ...productsQuery(storeId, { q: words }, 8), enabled: words.length > 1 });
  const found =
    words.length > 1
      ? (data?.items ?? []).filter(
          (one) => one.id !== productId && !values.some((other) => other.id === one.id),
        )
      : [];
  const move = (at: number, to: number) => {
    const next = [...values];
    const [one] = next.splice(at, 1);
    if (one) next.splice(to, 0, one);
    onChange(next);
  };
  return (
    <div>
      <TextField
        id={id}
        type="search"
        label={t("products.relatedSearch")}
        hint={t("products.relatedHint")}
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
      />
      {found.length > 0 && (
        <ul
          className="border-line mt-2 grid gap-1 rounded-xl border p-1"
          aria-label={t("products.relatedFound")}
        >
          {found.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className="hover:bg-sunken w-full rounded-lg px-3 py-2 text-left text-sm"
                onClick={() => {
                  onChange([...values, { id: one.id, name: one.name }]);
                  setTyped("");
                }}
              >
                {one.name}
              </button>
            </li>
          ))}
        </ul>
      )}
      {values.length > 0 && (
        <ol className="mt-3 grid gap-1">
          {values.map((one, at) => (
            <li
              key={one.id}
              className="border-line flex items-center gap-1 rounded-xl border py-1 pr-1 pl-3 text-sm"
            >
              <span className="min-w-0 flex-1 break-words">{one.name}</span>
              <Button
                variant="ghost"
                size="icon"
                disabled={at === 0}
                aria-label={t("products.earlier", { name: one.name })}
                onClick={() => move(at, at - 1)}
              >
                <ArrowUp size={16} aria-hidden />
              </Button>
              <Button
                variant="ghost"
                size="icon"
                disabled={at === values.length - 1}
                aria-label={t("products.later", { name: one.name })}
                onClick={() => move(at, at + 1)}
              >
                <ArrowDown size={16} aria-hidden />
              </Button>
              <Button
                variant="ghost"
                size="icon"
                aria-label={t("products.removeRelated", { name: one.name })}
                onClick={() => onChange(values.filter((other) => other.id !== one.id))}
              >
                <X size={16} aria-hidden />
              </Button>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
