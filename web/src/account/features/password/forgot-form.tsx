import { client } from "@api/client.ts";
import { Button } from "@ui/button.tsx";
import { emailProblem } from "@ui/field-problems.ts";
import { Field, Form } from "../../forms/form.tsx";
import { useForm } from "../../forms/use-form.ts";
import { useText } from "../../text.ts";

/** Asks for the link to set a new password. */
export function ForgotForm({ onSent }: { onSent: (email: string) => void }) {
  const t = useText();
  const form = useForm({
    id: "forgot",
    rules: { email: { label: "account.email", check: emailProblem } },
    send: async ({ email }) => {
      await client.POST("/auth/password/forgot", { body: { email: email.trim() } });
      onSent(email.trim());
    },
  });
  return (
    <Form form={form} className="grid gap-4">
      <Field
        form={form}
        name="email"
        type="email"
        inputMode="email"
        autoComplete="username"
        maxLength={254}
      />
      <Button type="submit" size="lg" busy={form.busy} className="w-full">
        {t("forgot.submit")}
      </Button>
    </Form>
  );
}
