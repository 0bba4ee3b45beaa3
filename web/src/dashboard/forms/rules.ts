import * as v from "valibot";
import type { TextKey } from "../text.ts";

/** The text of a rule is a key: the form says it in the chosen language. */
const says = (key: TextKey) => key;

/** A text that has to be there; it is sent without blanks around it. */
export const required = (longest: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, says("field.required")),
    v.maxLength(longest, says("field.tooLong")),
  );

/** A text that may be empty. */
export const optional = (longest: number) =>
  v.pipe(v.string(), v.trim(), v.maxLength(longest, says("field.tooLong")));

/** An amount of money in minor units, as MoneyInput gives it. */
export const amount = (least = 0) =>
  v.pipe(
    v.number(says("form.amount")),
    v.minValue(least, says("form.tooSmall")),
    v.maxValue(99_999_999_999, says("form.tooLarge")),
  );

/** A whole number, as NumberInput gives it. */
export const whole = (least = 0, greatest = 2_147_483_647) =>
  v.pipe(
    v.number(says("form.whole")),
    v.integer(says("form.whole")),
    v.minValue(least, says("form.tooSmall")),
    v.maxValue(greatest, says("form.tooLarge")),
  );

/** One of the values, as a select gives it. */
export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  v.picklist(values, says("field.required"));
