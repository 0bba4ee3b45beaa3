import type { TextKey } from "../text.ts";
import type { Rule } from "./field-errors.ts";

/** What the API asks of every new password; whether one is easy to guess, it alone can say. */
const SHORTEST = 10;

/** The rule of a field for a new password. */
export const passwordRule = (label: TextKey): Rule => ({
  label,
  check: (value) => (Array.from(value).length < SHORTEST ? "password.length" : undefined),
});
