import type { PlainKey } from "./i18n.ts";
import type ui from "./locales/en.ts";

/** Why a field cannot be sent as it is. */
export type FieldText = Extract<PlainKey<typeof ui>, `field.${string}`>;

/** The words for a rule of the API that a field breaks; docs/errors.md lists them. */
export function fieldText(rule: string): FieldText {
  if (rule === "email") return "field.email";
  if (rule.includes("required") || rule.includes("min")) return "field.required";
  return rule.includes("max") || rule.includes("long") ? "field.tooLong" : "field.invalid";
}

/** What is wrong with an e-mail address, as far as one can tell without writing to it. */
export function emailProblem(text: string): FieldText | undefined {
  const email = text.trim();
  if (!email) return "field.required";
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email) && email.length <= 254 ? undefined : "field.email";
}
