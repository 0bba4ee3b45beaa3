import type { SignIn } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { useState } from "react";
import { Field, Form } from "../../forms/form.tsx";
import { useForm } from "../../forms/use-form.ts";
import { useText } from "../../text.ts";
import { secondFactor } from "./queries.ts";

type Props = {
  challenge: string;
  onDone: (answer: SignIn) => Promise<void>;
  /** Begins again: a challenge does not last long. */
  onRestart: () => void;
};

/** The code of the authenticator app, or a recovery code. */
export function SecondFactorForm({ challenge, onDone, onRestart }: Props) {
  const t = useText();
  const [recovery, setRecovery] = useState(false);
  const form = useForm({
    id: "second-factor",
    rules: {
      code: {
        label: recovery ? "factor.recoveryCode" : "factor.code",
        check: (value) => (value.replaceAll(/\s/g, "").length < 6 ? "problem.codeWrong" : undefined),
      },
    },
    send: async ({ code }) => onDone(await secondFactor(challenge, code)),
  });
  return (
    <Form form={form} className="grid gap-4">
      <p className="text-muted">{t(recovery ? "factor.recoveryLead" : "factor.lead")}</p>
      {recovery ? (
        <Field
          key="recovery"
          form={form}
          name="code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
        />
      ) : (
        <Field
          key="app"
          form={form}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={12}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the only field, after what was just sent
          autoFocus
        />
      )}
      <Button type="submit" size="lg" busy={form.busy} className="w-full">
        {t("factor.submit")}
      </Button>
      <div className="flex flex-wrap justify-center gap-x-2">
        <Button variant="ghost" size="sm" onClick={() => setRecovery(!recovery)}>
          {t(recovery ? "factor.useApp" : "factor.useRecovery")}
        </Button>
        <Button variant="ghost" size="sm" onClick={onRestart}>
          {t("factor.restart")}
        </Button>
      </div>
    </Form>
  );
}
