import { type ComponentProps, useMemo } from "react";
import { type AddressField, type AddressValues, isOptional, maxLength } from "./address.ts";
import { countries } from "./countries.ts";
import { SelectField, TextField } from "./field.tsx";
import type { FieldText } from "./field-problems.ts";
import { type PlainKey, useLocale, useUiText } from "./i18n.ts";
import type ui from "./locales/en.ts";

type Props<Kind extends string> = {
  /** What the names of the fields begin with, as the API's problems name them. */
  kind: Kind;
  /** Whose address it is, for browsers that fill it in. */
  autofill?: "shipping" | "billing";
  values: AddressValues;
  errors: Partial<Record<`${Kind}.${AddressField}`, FieldText>>;
  onChange: (path: `${Kind}.${AddressField}`, value: string) => void;
};

type TextInput = Exclude<AddressField, "country">;

export const ADDRESS_LABELS: Record<AddressField, Extract<PlainKey<typeof ui>, `address.${string}`>> = {
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
export function AddressFields<Kind extends string>({
  kind,
  autofill,
  values,
  errors,
  onChange,
}: Props<Kind>) {
  const t = useUiText();
  const locale = useLocale();
  // oxlint-disable-next-line react/exhaustive-deps -- the names follow the language
  const choices = useMemo(() => countries(), [locale]);
  const common = (field: AddressField) => {
    const path = `${kind}.${field}` as const;
    const error: FieldText | undefined = errors[path];
    return {
      id: path,
      name: path,
      label: t(ADDRESS_LABELS[field]),
      value: values[field],
      autoComplete: autofill ? `${autofill} ${AUTOFILL[field]}` : AUTOFILL[field],
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
