import { TextField } from "@ui/field.tsx";
import { WarningBox } from "@ui/warning-box.tsx";
import { type ComponentProps, type ReactNode, useEffect } from "react";
import { type TextKey, useText } from "../text.ts";
import { PasswordInput } from "./password-input.tsx";
import { ProblemBox } from "./problem-box.tsx";
import type { FormState } from "./use-form.ts";

/** A form with everything that is wrong with it on top. */
export function Form<Name extends string>({
  form,
  children,
  className,
  takesFocus = false,
}: {
  form: FormState<Name>;
  children: ReactNode;
  className?: string;
  /** For a form that a button opened: one goes on in its first field. */
  takesFocus?: boolean;
}) {
  useEffect(() => {
    if (takesFocus) document.querySelector<HTMLElement>(`#${form.id} input:not([type=hidden])`)?.focus();
  }, [takesFocus, form.id]);
  const wrong = Object.keys(form.errors) as Name[];
  return (
    // The browser's own bubbles would cover what is said here.
    <form id={form.id} noValidate onSubmit={form.onSubmit}>
      {wrong.length > 0 ? (
        <WrongFields form={form} names={wrong} />
      ) : (
        <ProblemBox error={form.error} words={form.words} className="mb-6" />
      )}
      <div className={className}>{children}</div>
    </form>
  );
}

function WrongFields<Name extends string>({ form, names }: { form: FormState<Name>; names: Name[] }) {
  const t = useText();
  // One field says it itself, and has the focus.
  if (names.length === 1) return null;
  return (
    <div role="alert">
      <WarningBox title={t("field.wrong", { count: names.length })}>
        <ul className="mt-1 list-disc pl-5">
          {names.map((name) => (
            <li key={name}>
              <a
                href={`#${form.idOf(name)}`}
                className="inline-block min-h-7 py-1 align-top underline underline-offset-4"
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById(form.idOf(name))?.focus();
                }}
              >
                {t(form.rules[name].label)}
              </a>
            </li>
          ))}
        </ul>
      </WarningBox>
    </div>
  );
}

type FieldProps<Name extends string> = Omit<ComponentProps<"input">, "form" | "name"> & {
  form: FormState<Name>;
  name: Name;
  hint?: string;
};

/** What label, error and being optional are to a field of a form. */
function frameOf<Name extends string>(form: FormState<Name>, name: Name, t: ReturnType<typeof useText>) {
  const error: TextKey | undefined = form.errors[name];
  const rule = form.rules[name];
  return {
    id: form.idOf(name),
    name,
    label: t(rule.label),
    error: error && t(error),
    required: !rule.optional,
    ...(rule.optional && { optional: t("field.optional") }),
    onInput: () => error && form.clear(name),
  };
}

/** An input of a form. */
export function Field<Name extends string>({ form, name, ...input }: FieldProps<Name>) {
  const t = useText();
  return <TextField {...input} {...frameOf(form, name, t)} />;
}

/** An input for a password, which can be shown. */
export function PasswordField<Name extends string>({ form, name, ...input }: FieldProps<Name>) {
  const t = useText();
  return <PasswordInput {...input} {...frameOf(form, name, t)} />;
}
