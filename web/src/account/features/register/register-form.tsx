import { client } from "@api/client.ts";
import { Button } from "@ui/button.tsx";
import { emailProblem } from "@ui/field-problems.ts";
import { useLocale } from "@ui/i18n.ts";
import { Checkbox } from "@ui/checkbox.tsx";
import { Field, Form, PasswordField } from "../../forms/form.tsx";
import { passwordRule } from "../../forms/password-rule.ts";
import { useForm } from "../../forms/use-form.ts";
import { useText } from "../../text.ts";

/** The address that a guest ordered with: behind the # of the link that offers an account, where no log has it. */
const offeredEmail = () => new URLSearchParams(location.hash.slice(1)).get("email") ?? "";

/** Everything an account needs. `onSent` gets the address that a mail went to. */
export function RegisterForm({ onSent }: { onSent: (email: string) => void }) {
  const t = useText();
  const locale = useLocale();
  const form = useForm({
    id: "register",
    rules: {
      name: { label: "account.name", optional: true },
      email: { label: "account.email", check: emailProblem },
      password: passwordRule("account.password"),
      termsAccepted: { label: "register.termsShort", missing: "register.termsNeeded" },
    },
    send: async ({ name, email, password }, data) => {
      await client.POST("/auth/register", {
        body: {
          email: email.trim(),
          password,
          locale,
          termsAccepted: data.get("termsAccepted") === "on",
          newsletter: data.get("newsletter") === "on",
          ...(name.trim() && { name: name.trim() }),
        },
      });
      onSent(email.trim());
    },
  });
  return (
    <Form form={form} className="grid gap-4">
      <Field form={form} name="name" autoComplete="name" maxLength={200} />
      <Field
        form={form}
        name="email"
        type="email"
        inputMode="email"
        autoComplete="email"
        maxLength={254}
        defaultValue={offeredEmail()}
      />
      <PasswordField form={form} name="password" autoComplete="new-password" hint={t("password.hint")} />
      <div className="grid gap-1">
        <Checkbox
          id="register-termsAccepted"
          name="termsAccepted"
          required
          error={form.errors.termsAccepted && t(form.errors.termsAccepted)}
          onChange={() => form.clear("termsAccepted")}
        >
          {t("register.terms")}
        </Checkbox>
        <Checkbox id="register-newsletter" name="newsletter">
          {t("register.newsletter")}
        </Checkbox>
      </div>
      <Button type="submit" size="lg" busy={form.busy} className="w-full">
        {t("register.submit")}
      </Button>
    </Form>
  );
}
