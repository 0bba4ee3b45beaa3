import type { Me } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { Form, PasswordField } from "../../forms/form.tsx";
import { passwordRule } from "../../forms/password-rule.ts";
import { useDisclosure } from "../../forms/use-disclosure.ts";
import { useForm } from "../../forms/use-form.ts";
import { Section } from "../../layout/card.tsx";
import { text, useText } from "../../text.ts";
import { setPassword } from "./queries.ts";

/** Changing the password, or setting one where one signs in another way. */
export function PasswordSection({ me }: { me: Me }) {
  const t = useText();
  const form = useDisclosure("password");
  return (
    <Section
      id="password"
      title={t("account.password")}
      lead={t(me.hasPassword ? "password.lead" : "password.noneLead")}
      action={
        !form.open && (
          <Button id={form.openerId} variant="outline" size="sm" onClick={form.show}>
            {t(me.hasPassword ? "password.change" : "password.set")}
          </Button>
        )
      }
    >
      {form.open && <PasswordForm me={me} onDone={form.hide} />}
    </Section>
  );
}

function PasswordForm({ me, onDone }: { me: Me; onDone: () => void }) {
  const t = useText();
  const form = useForm({
    id: "password",
    rules: {
      currentPassword: { label: "password.current", optional: !me.hasPassword },
      newPassword: passwordRule("password.new"),
    },
    send: async ({ currentPassword, newPassword }) => {
      await setPassword(me.hasPassword ? currentPassword : undefined, newPassword);
      toast(text("password.done"));
      onDone();
    },
  });
  return (
    <Form form={form} takesFocus className="grid max-w-md gap-4">
      {/* So that password managers know whose password it is. */}
      <input type="hidden" autoComplete="username" value={me.email} />
      {me.hasPassword && <PasswordField form={form} name="currentPassword" autoComplete="current-password" />}
      <PasswordField form={form} name="newPassword" autoComplete="new-password" hint={t("password.hint")} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={form.busy}>
          {t(me.hasPassword ? "password.change" : "password.set")}
        </Button>
        <Button variant="ghost" onClick={onDone}>
          {t("account.cancel")}
        </Button>
      </div>
    </Form>
  );
}
