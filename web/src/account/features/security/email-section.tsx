import type { Me } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { emailProblem } from "@ui/field-problems.ts";
import { readStored, session, writeStored } from "@ui/storage.ts";
import { MailCheck } from "lucide-react";
import { useState } from "react";
import { Field, Form } from "../../forms/form.tsx";
import { useDisclosure } from "../../forms/use-disclosure.ts";
import { useForm } from "../../forms/use-form.ts";
import { Section } from "../../layout/card.tsx";
import { useText } from "../../text.ts";
import { changeEmail } from "./queries.ts";

/** What was typed survives the way over the sign-in page, to confirm who one is. */
const DRAFT = "rialto.newEmail";

/** The address, and changing it: a link in a mail to the new one makes it count. */
export function EmailSection({ me }: { me: Me }) {
  const t = useText();
  const form = useDisclosure("new-email", readStored(session, DRAFT) !== null);
  const [sentTo, setSentTo] = useState<string>();
  const close = () => {
    writeStored(session, DRAFT, null);
    form.hide();
  };
  return (
    <Section
      id="email"
      title={t("account.email")}
      badge={me.emailVerified && <Badge tone="accent">{t("email.verified")}</Badge>}
      lead={<span className="break-all">{me.email}</span>}
      action={
        !form.open && (
          <Button id={form.openerId} variant="outline" size="sm" onClick={form.show}>
            {t("email.change")}
          </Button>
        )
      }
    >
      {form.open && (
        <EmailForm
          onCancel={close}
          onSent={(email) => {
            close();
            setSentTo(email);
          }}
        />
      )}
      <div role="status" className="empty:hidden">
        {sentTo && !form.open && (
          <p className="bg-accent-soft flex gap-3 rounded-2xl p-4 text-sm">
            <MailCheck size={20} aria-hidden className="text-accent shrink-0" />
            <span className="min-w-0 flex-1 break-words">{t("email.sent", { email: sentTo })}</span>
          </p>
        )}
      </div>
    </Section>
  );
}

function EmailForm({ onSent, onCancel }: { onSent: (email: string) => void; onCancel: () => void }) {
  const t = useText();
  const form = useForm({
    id: "new-email",
    rules: { email: { label: "email.new", check: emailProblem } },
    send: async ({ email }) => {
      writeStored(session, DRAFT, email.trim());
      await changeEmail(email.trim());
      onSent(email.trim());
    },
  });
  return (
    <Form form={form} takesFocus className="grid max-w-md gap-4">
      <Field
        form={form}
        name="email"
        type="email"
        inputMode="email"
        autoComplete="email"
        maxLength={254}
        hint={t("email.hint")}
        defaultValue={readStored<string>(session, DRAFT) ?? ""}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={form.busy}>
          {t("email.send")}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          {t("account.cancel")}
        </Button>
      </div>
    </Form>
  );
}
