import type { ApiError } from "@api/problem.ts";
import type { Address, PlaceOrder } from "@api/types.ts";
import type { TextKey } from "../../text.ts";

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

/** What stands in the form. */
export type CheckoutValues = {
  email: string;
  shipping: AddressValues;
  billingSame: boolean;
  billing: AddressValues;
};

/** A field as the API's problems name it. */
export type FieldPath = "email" | `${"shipping" | "billing"}.${AddressField}`;
export type FieldErrors = Partial<Record<FieldPath, TextKey>>;

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

/** The fields that cannot be sent as they are, in the order of the form. */
export function validate(values: CheckoutValues): FieldErrors {
  const errors: FieldErrors = {};
  const email = values.email.trim();
  if (!email) errors.email = "field.required";
  else if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email) || email.length > 254) errors.email = "field.email";
  for (const kind of ["shipping", ...(values.billingSame ? [] : (["billing"] as const))] as const) {
    for (const field of ADDRESS_FIELDS) {
      const value = values[kind][field].trim();
      if (!value && !isOptional(field)) errors[`${kind}.${field}`] = "field.required";
      else if (value.length > maxLength(field)) errors[`${kind}.${field}`] = "field.tooLong";
    }
  }
  return errors;
}

/** The order as the API wants it: trimmed, without what was left empty. */
export function requestOf(cartId: string, values: CheckoutValues): PlaceOrder {
  return {
    cartId,
    email: values.email.trim(),
    shipping: addressOf(values.shipping),
    ...(values.billingSame ? {} : { billing: addressOf(values.billing) }),
  };
}

const addressOf = (values: AddressValues): Address =>
  Object.fromEntries(
    ADDRESS_FIELDS.map((field) => [field, values[field].trim()]).filter(([, value]) => value),
  ) as Address;

/** The API's field problems at the fields they are about. Those about no field of the form are left out. */
export function errorsOf(problem: ApiError): FieldErrors {
  const paths = new Set<string>([
    "email",
    ...ADDRESS_FIELDS.flatMap((field) => [`shipping.${field}`, `billing.${field}`]),
  ]);
  const known = problem.fields.filter((field) => paths.has(field.path));
  return Object.fromEntries(
    known.map((field) => [field.path, field.path === "email" ? "field.email" : textOf(field.code)]),
  );
}

function textOf(code: string): TextKey {
  if (code.includes("required") || code.includes("min")) return "field.required";
  return code.includes("max") || code.includes("long") ? "field.tooLong" : "field.invalid";
}
