import { ApiError } from "@api/problem.ts";
import { fieldText } from "@ui/field-problems.ts";
import type { TextKey } from "../text.ts";

/** What a form asks for. Without a `check` a field has to be filled in; `optional` ones need not be. */
export type Rule = {
  label: TextKey;
  optional?: boolean;
  /** What is said when it is left empty. */
  missing?: TextKey;
  check?: (value: string) => TextKey | undefined;
};
export type Rules<Name extends string> = Record<Name, Rule>;
export type FieldErrors<Name extends string> = Partial<Record<Name, TextKey>>;

/** The fields that cannot be sent as they are, in the order of the form. */
export function check<Name extends string>(
  rules: Rules<Name>,
  values: Record<Name, string>,
): FieldErrors<Name> {
  const errors: FieldErrors<Name> = {};
  for (const name of Object.keys(rules) as Name[]) {
    const rule = rules[name];
    const value = values[name];
    if (!value.trim()) {
      if (!rule.optional) errors[name] = rule.missing ?? "field.required";
      continue;
    }
    const wrong = rule.check?.(value);
    if (wrong) errors[name] = wrong;
  }
  return errors;
}

/** Words for rules of the API that only passwords can break. */
const PASSWORD_RULES: Record<string, TextKey> = {
  length: "password.length",
  guessable: "password.guessable",
  personal: "password.personal",
  wrong: "password.currentWrong",
};

/** The API's field problems at the form's fields; those about none of them are left out. */
export function fieldErrors<Name extends string>(rules: Rules<Name>, error: unknown): FieldErrors<Name> {
  const errors: FieldErrors<Name> = {};
  if (!(error instanceof ApiError)) return errors;
  for (const { path, code } of error.fields) {
    if (!(path in rules)) continue;
    const name = path as Name;
    const isPassword = /password/i.test(path);
    const words = isPassword ? PASSWORD_RULES[code] : code === "required" ? rules[name].missing : undefined;
    errors[name] ??= words ?? fieldText(code);
  }
  return errors;
}
