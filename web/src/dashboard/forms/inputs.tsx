import { Checkbox } from "@ui/checkbox.tsx";
import { SelectField, TextField } from "@ui/field.tsx";
import { TextAreaField } from "@ui/text-area-field.tsx";
import { currencySign, decimal, parseDecimal } from "@ui/money.ts";
import { type ComponentProps, type ReactNode, useState } from "react";
import { type FieldError, type FieldPath, type FieldValues, get, useController } from "react-hook-form";
import { type TextKey, useText } from "../text.ts";
import type { Editor } from "./use-editor.ts";

type Props<Values extends FieldValues> = {
  editor: Editor<Values>;
  name: FieldPath<Values>;
  label: string;
  hint?: string;
  /** Says beside the label that it may be left empty. */
  optional?: boolean;
  className?: string;
};

/** What every input of an editor has: its id, its label and what is wrong with it. */
function useFrame<Values extends FieldValues>({
  editor,
  name,
  label,
  hint,
  optional,
  className,
}: Props<Values>) {
  const t = useText();
  const wrong: FieldError | undefined = get(editor.form.formState.errors, name);
  const message = wrong?.message;
  return {
    id: `${editor.id}-${name}`,
    label,
    error: message && t(message as TextKey),
    required: !optional,
    ...(hint && { hint }),
    ...(optional && { optional: t("field.optional") }),
    ...(className && { className }),
  };
}

type Own<Element extends "input" | "textarea" | "select"> = Omit<ComponentProps<Element>, "name" | "form">;

/** A line of text. */
export function TextInput<Values extends FieldValues>(props: Props<Values> & Own<"input">) {
  const { editor, name, label: _label, hint: _hint, optional: _optional, ...input } = props;
  return <TextField {...input} {...useFrame(props)} {...editor.form.register(name)} />;
}

/** Lines of text. */
export function TextArea<Values extends FieldValues>(props: Props<Values> & Own<"textarea">) {
  const { editor, name, label: _label, hint: _hint, optional: _optional, ...input } = props;
  return <TextAreaField {...input} {...useFrame(props)} {...editor.form.register(name)} />;
}

/** One of some; the children are its options. */
export function SelectInput<Values extends FieldValues>(props: Props<Values> & Own<"select">) {
  const { editor, name, label: _label, hint: _hint, optional: _optional, children, ...select } = props;
  return (
    <SelectField {...select} {...useFrame(props)} {...editor.form.register(name)}>
      {children}
    </SelectField>
  );
}

/** A box to tick, with its words. */
export function CheckInput<Values extends FieldValues>(
  props: Pick<Props<Values>, "editor" | "name" | "hint"> & { children: ReactNode },
) {
  const { editor, name, children, hint } = props;
  const { error, id } = useFrame({ ...props, label: "" });
  return (
    <Checkbox id={id} error={error} {...(hint && { hint })} {...editor.form.register(name)}>
      {children}
    </Checkbox>
  );
}

/** A number as it is typed: `null` while empty, NaN while it is none; the schema says so. */
function useTyped<Values extends FieldValues>(
  { editor, name }: Props<Values>,
  write: (value: number) => string,
  read: (text: string) => number | undefined,
) {
  const { field } = useController({ control: editor.form.control, name });
  const value = field.value as number | null | undefined;
  const shown = value === null || value === undefined || Number.isNaN(value) ? "" : write(value);
  const [typed, setTyped] = useState<string | null>(null);
  return {
    name: field.name,
    ref: field.ref,
    value: typed ?? shown,
    onChange: (event: { target: { value: string } }) => {
      const text = event.target.value;
      setTyped(text);
      field.onChange(text.trim() === "" ? null : (read(text) ?? Number.NaN));
    },
    onBlur: () => {
      // What is no number stays as it was typed, so that it can be corrected.
      if (!Number.isNaN(value)) setTyped(null);
      field.onBlur();
    },
  };
}

/** An amount of money. Its value is in minor units, exactly what was typed. */
export function MoneyInput<Values extends FieldValues>(
  props: Props<Values> & { currency: string } & Pick<ComponentProps<"input">, "disabled">,
) {
  const { currency, disabled } = props;
  const typed = useTyped(
    props,
    (value) => decimal(value, currency),
    (text) => parseDecimal(text, currency),
  );
  return (
    <TextField
      {...useFrame(props)}
      {...typed}
      disabled={disabled}
      inputMode="decimal"
      autoComplete="off"
      after={
        <span aria-hidden className="text-muted grid h-11 place-items-center px-3 text-sm">
          {currencySign(currency)}
        </span>
      }
    />
  );
}

/** A whole number: an amount of pieces, days, grams. `unit` stands behind it. */
export function NumberInput<Values extends FieldValues>(
  props: Props<Values> & { unit?: string } & Pick<ComponentProps<"input">, "disabled">,
) {
  const { unit, disabled } = props;
  const typed = useTyped(props, String, (text) =>
    /^\s*-?\d{1,10}\s*$/.test(text) ? Number(text) : undefined,
  );
  return (
    <TextField
      {...useFrame(props)}
      {...typed}
      disabled={disabled}
      inputMode="numeric"
      autoComplete="off"
      after={unit && <span className="text-muted grid h-11 place-items-center px-3 text-sm">{unit}</span>}
    />
  );
}
