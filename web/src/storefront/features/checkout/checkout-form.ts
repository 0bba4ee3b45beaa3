import type { Locale } from "@ui/i18n.ts";
import type { ApiError } from "@api/problem.ts";
import type { PlaceOrder } from "@api/types.ts";
import {
  ADDRESS_FIELDS,
  type AddressField,
  addressOf,
  addressProblems,
  type AddressValues,
} from "@ui/address.ts";
import { emailProblem, type FieldText, fieldText } from "@ui/field-problems.ts";

export const KINDS = ["shipping", "billing"] as const;
export type Kind = (typeof KINDS)[number];

/** What stands in the form. */
export type CheckoutValues = {
  email: string;
  shipping: AddressValues;
  billingSame: boolean;
  billing: AddressValues;
  /** The ids of the kept addresses that were chosen; empty for one that is typed. */
  from: Record<Kind, string>;
  /** Whether a typed address is to be kept in the account. */
  keep: Record<Kind, boolean>;
};

/** A field as the API's problems name it. */
export type FieldPath = "email" | `${Kind}.${AddressField}`;
export type FieldErrors = Partial<Record<FieldPath, FieldText>>;

/** The fields that cannot be sent as they are, in the order of the form. */
export function validate(values: CheckoutValues): FieldErrors {
  const errors: FieldErrors = {};
  const email = emailProblem(values.email);
  if (email) errors.email = email;
  for (const kind of ["shipping", ...(values.billingSame ? [] : (["billing"] as const))] as const) {
    for (const [field, problem] of Object.entries(addressProblems(values[kind])))
      errors[`${kind}.${field as AddressField}`] = problem;
  }
  return errors;
}

/** The order as the API wants it: trimmed, without what was left empty. */
export function requestOf(cartId: string, values: CheckoutValues, locale: Locale): PlaceOrder {
  return {
    cartId,
    email: values.email.trim(),
    locale,
    shipping: addressOf(values.shipping),
    ...(values.billingSame ? {} : { billing: addressOf(values.billing) }),
  };
}

/** The API's field problems at the fields they are about. Those about no field of the form are left out. */
export function errorsOf(problem: ApiError): FieldErrors {
  const paths = new Set<string>([
    "email",
    ...ADDRESS_FIELDS.flatMap((field) => [`shipping.${field}`, `billing.${field}`]),
  ]);
  const known = problem.fields.filter((field) => paths.has(field.path));
  return Object.fromEntries(
    known.map((field) => [field.path, field.path === "email" ? "field.email" : fieldText(field.code)]),
  );
}
