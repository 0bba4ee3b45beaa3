import { ApiError } from "@api/problem.ts";
import { useFocusWrong } from "@ui/focus-wrong.ts";
import { textOf } from "@ui/form-text.ts";
import { type SyntheticEvent, useRef, useState } from "react";
import { useConfirmFirst } from "../session/use-confirm.ts";
import { check, fieldErrors, type FieldErrors, type Rules } from "./field-errors.ts";
import type { ProblemWords } from "./problem-text.ts";

type Options<Name extends string> = {
  /** Its fields have ids that begin with it, unless `idOf` says otherwise. */
  id: string;
  idOf?: (name: Name) => string;
  rules: Rules<Name>;
  send: (values: Record<Name, string>, data: FormData) => Promise<void>;
  words?: ProblemWords;
  /** Finds what is wrong instead of the rules. */
  validate?: () => FieldErrors<Name>;
};

/**
 * A form that is sent to the API: what is wrong with its fields, what the API said to it, and whether it is on
 * its way. The browser keeps what is typed; nothing is lost by a refusal.
 */
export function useForm<Name extends string>({ id, idOf, rules, send, words, validate }: Options<Name>) {
  const [errors, setErrors] = useState<FieldErrors<Name>>({});
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);
  const confirmFirst = useConfirmFirst();
  const focusWrong = useFocusWrong(id);

  const refuse = (found: FieldErrors<Name>) => {
    setErrors(found);
    focusWrong();
  };
  const submit = async (form: HTMLFormElement) => {
    if (sending.current) return;
    const data = new FormData(form);
    const names = Object.keys(rules) as Name[];
    const values = Object.fromEntries(names.map((name) => [name, textOf(data, name)])) as Record<
      Name,
      string
    >;
    setError(undefined);
    const wrong = validate ? validate() : check(rules, values);
    if (Object.keys(wrong).length > 0) return refuse(wrong);
    setErrors({});
    sending.current = true;
    setBusy(true);
    try {
      await send(values, data);
    } catch (failure) {
      if (confirmFirst(failure)) return;
      const found = fieldErrors(rules, failure);
      setError(failure);
      refuse(found);
      if (!(failure instanceof ApiError)) throw failure;
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };
  return {
    id,
    idOf: idOf ?? ((name: Name) => `${id}-${name}`),
    rules,
    errors,
    error,
    busy,
    words,
    onSubmit: (event: SyntheticEvent<HTMLFormElement>) => {
      event.preventDefault();
      void submit(event.currentTarget);
    },
    /** A field that is typed into again is not wrong any more. */
    clear: (name: Name) => setErrors(({ [name]: _fixed, ...rest }) => rest as FieldErrors<Name>),
  };
}

export type FormState<Name extends string> = ReturnType<typeof useForm<Name>>;
