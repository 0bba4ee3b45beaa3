import { bodyOf, client } from "@api/client.ts";
import type { SignIn } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { Form, PasswordField } from "../../forms/form.tsx";
import { useForm } from "../../forms/use-form.ts";
import { useText } from "../../text.ts";

/** The account's password, which shows that who has the mail also made the account. */
export function VerifyForm({ token, onDone }: { token: string; onDone: (answer: SignIn) => Promise<void> }) {
  const t = useText();
  const form = useForm({
    id: "verify",
    rules: { password: { label: "account.password" } },
    words: { sign_in_failed: "verify.failed", link_over: "verify.over" },
    send: async ({ password }) =>
      onDone(await bodyOf(client.POST("/auth/verify-email", { body: { token, password } }))),
  });
  return (
    <Form form={form} className="grid gap-4">
      <PasswordField form={form} name="password" autoComplete="current-password" />
      <Button type="submit" size="lg" busy={form.busy} className="w-full">
        {t("verify.submit")}
      </Button>
    </Form>
  );
}
