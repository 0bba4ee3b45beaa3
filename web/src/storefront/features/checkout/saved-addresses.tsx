import type { SavedAddress } from "@api/types.ts";
import { AddressText } from "@ui/address-text.tsx";
import { Button } from "@ui/button.tsx";
import { useState } from "react";
import { useText } from "../../ordering-text.ts";
import type { Kind } from "./checkout-form.ts";

type Props = {
  kind: Kind;
  addresses: SavedAddress[];
  /** The id of one of them; empty for another. */
  chosen: string;
  onChoose: (address: SavedAddress | null) => void;
};

/** How many are shown at first. */
const SHOWN = 3;

const CARD =
  "border-edge/60 bg-surface has-checked:border-accent has-checked:bg-accent-soft hover:border-ink flex gap-3 rounded-2xl border p-4";
const RADIO = "accent-accent mt-0.5 size-5 shrink-0";

/** The addresses that are kept in the account, to choose one, and the choice to type another. */
export function SavedAddresses({ kind, addresses, chosen, onChoose }: Props) {
  const t = useText();
  const [all, setAll] = useState(() => addresses.findIndex((one) => one.id === chosen) >= SHOWN);
  const shown = all ? addresses : addresses.slice(0, SHOWN);
  return (
    <fieldset>
      <legend className="sr-only">{t(kind === "shipping" ? "checkout.shipping" : "checkout.billing")}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {shown.map((one) => (
          <label key={one.id} className={CARD}>
            <input
              type="radio"
              name={`${kind}-from`}
              className={RADIO}
              checked={chosen === one.id}
              onChange={() => onChoose(one)}
            />
            <AddressText address={one.address} className="min-w-0 flex-1 break-words" />
          </label>
        ))}
        <label className={CARD}>
          <input
            type="radio"
            name={`${kind}-from`}
            className={RADIO}
            checked={chosen === ""}
            onChange={() => onChoose(null)}
          />
          <span className="text-sm font-medium">{t("checkout.otherAddress")}</span>
        </label>
      </div>
      {shown.length < addresses.length && (
        <Button variant="ghost" size="sm" className="mt-3" onClick={() => setAll(true)}>
          {t("checkout.moreAddresses", { count: addresses.length - shown.length })}
        </Button>
      )}
    </fieldset>
  );
}
