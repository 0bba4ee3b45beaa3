import type { SavedAddress } from "@api/types.ts";
import {
  ADDRESS_FIELDS,
  addressOf,
  addressProblems,
  type AddressField,
  emptyAddress,
  valuesOfAddress,
} from "@ui/address.ts";
import { ADDRESS_LABELS, AddressFields } from "@ui/address-fields.tsx";
import { Button } from "@ui/button.tsx";
import { likelyCountry } from "@ui/countries.ts";
import type { FieldText } from "@ui/field-problems.ts";
import { useState } from "react";
import { Checkbox } from "@ui/checkbox.tsx";
import type { Rules } from "../../forms/field-errors.ts";
import { Form } from "../../forms/form.tsx";
import { useForm } from "../../forms/use-form.ts";
import { useText } from "../../text.ts";
import { saveAddress } from "./queries.ts";

type Path = `address.${AddressField}`;
const path = (field: string) => `address.${field}` as Path;
const RULES = Object.fromEntries(
  ADDRESS_FIELDS.map((field) => [path(field), { label: ADDRESS_LABELS[field] }]),
) as Rules<Path>;

type Props = {
  saved?: SavedAddress | undefined;
  /** The first address is the default for everything, whatever is ticked. */
  first: boolean;
  onDone: () => void;
};

/** A new address, or one that is changed. */
export function AddressForm({ saved, first, onDone }: Props) {
  const t = useText();
  const [values, setValues] = useState(() =>
    saved ? valuesOfAddress(saved.address) : emptyAddress(likelyCountry()),
  );
  const form = useForm<Path>({
    id: "address",
    idOf: (name) => name,
    rules: RULES,
    words: { too_many_addresses: "addresses.full" },
    validate: () =>
      Object.fromEntries(
        Object.entries(addressProblems(values)).map(([field, problem]) => [path(field), problem]),
      ),
    send: async (_values, data) => {
      await saveAddress(saved?.id, {
        address: addressOf(values),
        defaultShipping: data.get("defaultShipping") === "on",
        defaultBilling: data.get("defaultBilling") === "on",
      });
      onDone();
    },
  });
  return (
    <Form form={form} takesFocus className="grid gap-4">
      <AddressFields
        kind="address"
        values={values}
        errors={form.errors as Partial<Record<Path, FieldText>>}
        onChange={(name, value) => {
          setValues((before) => ({ ...before, [name.slice("address.".length)]: value }));
          form.clear(name);
        }}
      />
      {!first && (
        <div className="grid gap-1">
          <Checkbox
            id="address-defaultShipping"
            name="defaultShipping"
            defaultChecked={saved?.defaultShipping ?? false}
          >
            {t("addresses.useForShipping")}
          </Checkbox>
          <Checkbox
            id="address-defaultBilling"
            name="defaultBilling"
            defaultChecked={saved?.defaultBilling ?? false}
          >
            {t("addresses.useForBilling")}
          </Checkbox>
        </div>
      )}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={form.busy}>
          {t("addresses.save")}
        </Button>
        <Button variant="ghost" onClick={onDone}>
          {t("account.cancel")}
        </Button>
      </div>
    </Form>
  );
}
