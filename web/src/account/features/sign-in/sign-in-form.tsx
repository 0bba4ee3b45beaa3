import type { SignIn } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { emailProblem } from "@ui/field-problems.ts";
import { Link } from "@tanstack/react-router";
import { Field, Form, PasswordField } from "../../forms/form.tsx";
import { useForm } from "../../forms/use-form.ts";
import { TEXT_LINK } from "../../layout/card.tsx";
import { useText } from "../../text.ts";
import { signIn } from "./queries.ts";

/** E-mail and password. Who only confirms who they are (`known`) is not asked for the address again. */
export function SignInForm({ known, onDone }: { known?: string; onDone: (answer: SignIn) => Promise<void> }) {
  const t = useText();
  const form = useForm({
    id: "sign-in",
    rules: {
      email: { label: "account.email", check: emailProblem },
      password: { label: "account.password" },
    },
    send: async ({ email, password }) => onDone(await signIn(email, password)),
  });
  return (
    <Form form={form} className="grid gap-4">
      {known ? (
        <>
          <p className="text-sm">
            {t("login.as")} <strong className="font-semibold break-all">{known}</strong>
          </p>
          {/* For password managers, and to be sent. */}
          <input type="hidden" name="email" value={known} autoComplete="username" />
        </>
      ) : (
        <Field
          form={form}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="username webauthn"
          maxLength={254}
        />
      )}
      <PasswordField form={form} name="password" autoComplete="current-password" />
      <Button type="submit" size="lg" busy={form.busy} className="w-full">
        {t(known ? "login.confirm" : "login.submit")}
      </Button>
      <p className="text-center text-sm">
        <Link to="/forgot-password" className={TEXT_LINK}>
          {t("login.forgot")}
        </Link>
      </p>
    </Form>
  );
}
