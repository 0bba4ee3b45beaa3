import { client } from "@api/client.ts";
import { Button } from "@ui/button.tsx";
import { Form, PasswordField } from "../../forms/form.tsx";
import { passwordRule } from "../../forms/password-rule.ts";
import { useForm } from "../../forms/use-form.ts";
import { useText } from "../../text.ts";

/** Sets a new password with the token of the mailed link. */
export function ResetForm({ token, onDone }: { token: string; onDone: () => void }) {
  const t = useText();
  const form = useForm({
    id: "reset",
    rules: { password: passwordRule("password.new") },
    words: { link_over: "reset.over" },
    send: async ({ password }) => {
      await client.POST("/auth/password/reset", { body: { token, password } });
      onDone();
    },
  });
  return (
    <Form form={form} className="grid gap-4">
      <PasswordField form={form} name="password" autoComplete="new-password" hint={t("password.hint")} />
      <Button type="submit" size="lg" busy={form.busy} className="w-full">
        {t("reset.submit")}
      </Button>
    </Form>
  );
}
