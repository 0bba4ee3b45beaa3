import type { Address } from "@api/types.ts";
import type { FieldText } from "./field-problems.ts";

export const ADDRESS_FIELDS = [
  "name",
  "line1",
  "line2",
  "postalCode",
  "city",
  "region",
  "country",
  "phone",
] as const;
export type AddressField = (typeof ADDRESS_FIELDS)[number];
export type AddressValues = Record<AddressField, string>;

const LIMITS: Record<AddressField, number> = {
  name: 200,
  line1: 200,
  line2: 200,
  postalCode: 20,
  city: 100,
  region: 100,
  country: 2,
  phone: 40,
};
const OPTIONAL: ReadonlySet<AddressField> = new Set(["line2", "region", "phone"]);

export const isOptional = (field: AddressField) => OPTIONAL.has(field);
export const maxLength = (field: AddressField) => LIMITS[field];

export const emptyAddress = (country: string): AddressValues => ({
  name: "",
  line1: "",
  line2: "",
  postalCode: "",
  city: "",
  region: "",
  country,
  phone: "",
});

/** An address as it stands in a form. */
export const valuesOfAddress = (address: Address): AddressValues => ({ ...emptyAddress(""), ...address });

/** An address as the API wants it: trimmed, without what was left empty. */
export const addressOf = (values: AddressValues): Address =>
  Object.fromEntries(
    ADDRESS_FIELDS.map((field) => [field, values[field].trim()]).filter(([, value]) => value),
  ) as Address;

/** The fields that cannot be sent as they are, in the order of the form. */
export function addressProblems(values: AddressValues): Partial<Record<AddressField, FieldText>> {
  const problems: Partial<Record<AddressField, FieldText>> = {};
  for (const field of ADDRESS_FIELDS) {
    const value = values[field].trim();
    if (!value && !isOptional(field)) problems[field] = "field.required";
    else if (value.length > maxLength(field)) problems[field] = "field.tooLong";
  }
  return problems;
}
