import { ApiError } from "@api/problem.ts";
import { Button } from "@ui/button.tsx";
import { Drawer } from "@ui/drawer.tsx";
import { TextField } from "@ui/field.tsx";
import { textOf } from "@ui/form-text.ts";
import { type ReactNode, type SyntheticEvent, useState } from "react";
import { loginPath } from "../session/login-path.ts";
import { useText } from "../text.ts";
import { ProblemBox } from "./problem-box.tsx";

type Props = {
  title: string;
  /** What follows from it. */
  children?: ReactNode;
  /** What the button says that does it. */
  submit: string;
  danger?: boolean;
  /** A text that has to be typed first, for what nobody shall do by a slip. */
  typed?: string;
  /** Inputs of what is to be done, below what follows from it. */
  inputs?: ReactNode;
  /** Shows what is missing in them and says whether it can be sent. */
  ready?: () => boolean;
  /** What codes of the API mean here. */
  words?: Record<string, string>;
  act: () => Promise<void>;
  onDone: () => void;
  onClose: () => void;
};

/**
 * Asks before something is done, and does it. When the API wants a fresh proof of who one is, goes to the sign-in
 * page and comes back to the same address.
 */
export function ConfirmDialog({
  title,
  children,
  submit,
  danger,
  typed,
  inputs,
  ready,
  words,
  act,
  onDone,
  onClose,
}: Props) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [mistyped, setMistyped] = useState(false);
  const send = async (form: HTMLFormElement) => {
    if (typed !== undefined && textOf(new FormData(form), "typed").trim() !== typed) {
      setMistyped(true);
      form.querySelector("input")?.focus();
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await act();
      onDone();
    } catch (failure) {
      if (failure instanceof ApiError && failure.code === "fresh_login_needed")
        return location.assign(loginPath(location.pathname + location.search, "confirm"));
      setError(failure);
      if (!(failure instanceof ApiError)) throw failure;
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy && (!ready || ready())) void send(event.currentTarget);
  };
  return (
    <Drawer side="center" title={title} onClose={onClose}>
      <form noValidate onSubmit={onSubmit} className="grid gap-5 p-5">
        {children && <div className="text-muted grid gap-3 text-sm leading-relaxed">{children}</div>}
        {inputs}
        {typed !== undefined && (
          <TextField
            id="confirm-typed"
            name="typed"
            label={t("confirm.type", { text: typed })}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            error={mistyped ? t("confirm.mistyped") : undefined}
            onInput={() => setMistyped(false)}
          />
        )}
        <div>
          <ProblemBox error={error} words={words} />
          <div className="flex flex-wrap justify-end gap-3">
            <Button variant="ghost" onClick={onClose}>
              {t("confirm.cancel")}
            </Button>
            <Button type="submit" variant={danger ? "danger" : "primary"} busy={busy}>
              {submit}
            </Button>
          </div>
        </div>
      </form>
    </Drawer>
  );
}
