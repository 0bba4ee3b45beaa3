import { SelectField, TextField } from "@ui/field.tsx";
import { useLocale } from "@ui/i18n.ts";
import { type ComponentProps, useMemo } from "react";
import { countries } from "../../countries.ts";
import { type TextKey, useText } from "../../text.ts";
import {
  type AddressField,
  type AddressValues,
  type FieldErrors,
  type FieldPath,
  isOptional,
  maxLength,
} from "./checkout-form.ts";

type Props = {
  kind: "shipping" | "billing";
  values: AddressValues;
  errors: FieldErrors;
  onChange: (path: FieldPath, value: string) => void;
};

type TextInput = Exclude<AddressField, "country">;

export const ADDRESS_LABELS: Record<AddressField, TextKey> = {
  name: "address.name",
  line1: "address.line1",
  line2: "address.line2",
  postalCode: "address.postalCode",
  city: "address.city",
  region: "address.region",
  country: "address.country",
  phone: "address.phone",
};
const AUTOFILL: Record<AddressField, string> = {
  name: "name",
  line1: "address-line1",
  line2: "address-line2",
  postalCode: "postal-code",
  city: "address-level2",
  region: "address-level1",
  country: "country",
  phone: "tel",
};
const LAYOUT: Record<TextInput, ComponentProps<"input">> = {
  name: { className: "sm:col-span-6" },
  line1: { className: "sm:col-span-6" },
  line2: { className: "sm:col-span-6" },
  postalCode: { className: "sm:col-span-2" },
  city: { className: "sm:col-span-4" },
  region: { className: "sm:col-span-3" },
  phone: { className: "sm:col-span-6", type: "tel", inputMode: "tel" },
};

/** The fields of one address, with the tokens that browsers fill them by. */
export function AddressFields({ kind, values, errors, onChange }: Props) {
  const t = useText();
  const locale = useLocale();
  // oxlint-disable-next-line react/exhaustive-deps -- the names follow the language
  const choices = useMemo(() => countries(), [locale]);
  const common = (field: AddressField) => {
    const path = `${kind}.${field}` as const;
    const error = errors[path];
    return {
      id: path,
      name: path,
      label: t(ADDRESS_LABELS[field]),
      value: values[field],
      autoComplete: `${kind} ${AUTOFILL[field]}`,
      error: error && t(error),
      required: !isOptional(field),
      ...(isOptional(field) && { optional: t("field.optional") }),
    };
  };
  const input = (field: TextInput) => (
    <TextField
      {...common(field)}
      {...LAYOUT[field]}
      maxLength={maxLength(field)}
      onChange={(event) => onChange(`${kind}.${field}`, event.target.value)}
    />
  );
  return (
    <div className="grid gap-4 sm:grid-cols-6">
      {input("name")}
      {input("line1")}
      {input("line2")}
      {input("postalCode")}
      {input("city")}
      {input("region")}
      <SelectField
        {...common("country")}
        className="sm:col-span-3"
        onChange={(event) => onChange(`${kind}.country`, event.target.value)}
      >
        <option value="">{t("address.choose")}</option>
        {choices.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      {input("phone")}
    </div>
  );
}
