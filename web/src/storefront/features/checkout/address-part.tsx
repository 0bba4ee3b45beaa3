import type { SavedAddress } from "@api/types.ts";
import { AddressFields } from "@ui/address-fields.tsx";
import { Checkbox } from "@ui/checkbox.tsx";
import { useText } from "../../ordering-text.ts";
import type { Kind } from "./checkout-form.ts";
import { SavedAddresses } from "./saved-addresses.tsx";
import type { useCheckout } from "./use-checkout.ts";

type Props = {
  kind: Kind;
  checkout: ReturnType<typeof useCheckout>;
  /** What is kept in the account; null for a guest. */
  saved: SavedAddress[] | null;
};

/** Where the parcels or the invoice go: one of the kept addresses, or another, which may be kept too. */
export function AddressPart({ kind, checkout, saved }: Props) {
  const t = useText();
  const { values, errors, set, choose, setKeep } = checkout;
  const isWrong = Object.keys(errors).some((path) => path.startsWith(`${kind}.`));
  const isTyped = !values.from[kind];
  return (
    <div className="grid gap-6">
      {saved && saved.length > 0 && (
        <SavedAddresses
          kind={kind}
          addresses={saved}
          chosen={values.from[kind]}
          onChoose={(address) => choose(kind, address)}
        />
      )}
      {(isTyped || isWrong) && (
        <div className="grid gap-4">
          <AddressFields<Kind>
            kind={kind}
            autofill={kind}
            values={values[kind]}
            errors={errors}
            onChange={set}
          />
          {saved && isTyped && (
            <Checkbox
              id={`${kind}-keep`}
              checked={values.keep[kind]}
              onChange={(event) => setKeep(kind, event.target.checked)}
            >
              {t("checkout.keepAddress")}
            </Checkbox>
          )}
        </div>
      )}
    </div>
  );
}
