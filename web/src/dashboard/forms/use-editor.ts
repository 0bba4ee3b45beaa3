import { ApiError } from "@api/problem.ts";
import { fieldText } from "@ui/field-problems.ts";
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useEffect, useId, useRef, useState } from "react";
import { type DefaultValues, type FieldPath, type FieldValues, useForm } from "react-hook-form";
import type { GenericSchema } from "valibot";
import { loginPath } from "../session/login-path.ts";

type Options<Values extends FieldValues> = {
  /** What the values have to be; `rules.ts` has the usual ones. */
  schema: GenericSchema<Values, Values>;
  /** What is there now. */
  values: Values;
  /** Sends it. Throws ApiError; gives what is there afterwards where that is more than was sent. */
  save: (values: Values) => Promise<Values | void>;
  /** Called after it was saved: say so, go elsewhere. */
  onSaved?: () => void;
  /** The field that a path of the API is about; as it is, unless this says otherwise. */
  fieldOf?: (path: string) => string | undefined;
  /** What rules of the API that a field breaks mean here: keys of texts. The usual ones have words. */
  rules?: Record<string, string>;
  /** What codes of the API mean here, in words. */
  words?: Record<string, string>;
};

/**
 * A form for something that is edited: react-hook-form with a valibot schema, what the API has against its fields at
 * the fields, and `conflict` when somebody else saved meanwhile (412).
 */
export function useEditor<Values extends FieldValues>(options: Options<Values>) {
  const { schema, values, save, onSaved, fieldOf = (path) => path, rules, words } = options;
  const id = useId();
  const form = useForm<Values, unknown, Values>({
    resolver: standardSchemaResolver(schema),
    defaultValues: values as DefaultValues<Values>,
    mode: "onTouched",
    shouldFocusError: true,
  });
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  /** What may be left without a question, before the page is drawn anew: what was just saved. */
  const saved = useRef(false);

  const refuse = (failure: ApiError) => {
    let first = true;
    for (const { path, code } of failure.fields) {
      const name = fieldOf(path)?.replaceAll(/\[(\d+)\]/g, ".$1");
      if (!name || !document.getElementById(`${id}-${name}`)) continue;
      form.setError(
        name as FieldPath<Values>,
        { type: "server", message: rules?.[code] ?? fieldText(code) },
        { shouldFocus: first },
      );
      first = false;
    }
  };
  const send = async (sent: Values) => {
    setError(undefined);
    setBusy(true);
    try {
      const after = await save(sent);
      saved.current = true;
      form.reset(after ?? sent);
      onSaved?.();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      if (failure.code === "fresh_login_needed")
        return location.assign(loginPath(location.pathname + location.search, "confirm"));
      setError(failure);
      refuse(failure);
    } finally {
      setBusy(false);
    }
  };
  // Read here: react-hook-form then keeps it up to date.
  const { isDirty, errors } = form.formState;
  useEffect(() => {
    if (!isDirty) saved.current = false;
  }, [isDirty]);
  return {
    id,
    form,
    error,
    words,
    busy,
    isDirty,
    wrong: Object.keys(errors).length,
    /** True while what was sent is older than what somebody else saved. */
    conflict: error instanceof ApiError && error.status === 412,
    /** Whether leaving now would lose something. */
    losesChanges: () => isDirty && !saved.current,
    /** Sends the form. */
    submit: () => {
      if (!busy) void form.handleSubmit(send)();
    },
    /** Back to what is there. */
    discard: () => {
      setError(undefined);
      form.reset();
    },
    /** Puts something else in the place of what is there: what somebody else saved, for example. */
    restart: (fresh: Values) => {
      setError(undefined);
      form.reset(fresh);
    },
  };
}

export type Editor<Values extends FieldValues> = ReturnType<typeof useEditor<Values>>;
