import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { Field, Form } from "../../forms/form.tsx";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useDisclosure } from "../../forms/use-disclosure.ts";
import { useForm } from "../../forms/use-form.ts";
import { useTask } from "../../forms/use-task.ts";
import { Section } from "../../layout/card.tsx";
import { hasPasskeys, PasskeyDeclined } from "../../session/webauthn.ts";
import { text, useText } from "../../text.ts";
import { addPasskey, passkeysQuery, removePasskey } from "./queries.ts";
import { SureButton } from "./sure-button.tsx";
import { UsedItem } from "./used-item.tsx";

/** One's passkeys, and making one. */
export function PasskeySection() {
  const t = useText();
  const passkeys = useSuspenseQuery(passkeysQuery()).data.items;
  const form = useDisclosure("passkey");
  const task = useTask();
  const remove = (id: string) => task.run(id, () => removePasskey(id));
  return (
    <Section
      id="passkeys"
      title={t("passkeys.title")}
      lead={t(hasPasskeys() ? "passkeys.lead" : "passkeys.cannot")}
      action={
        hasPasskeys() &&
        !form.open && (
          <Button id={form.openerId} variant="outline" size="sm" onClick={form.show}>
            {t("passkeys.add")}
          </Button>
        )
      }
    >
      {form.open && <PasskeyForm onDone={form.hide} />}
      <ProblemBox error={task.error} />
      {passkeys.length > 0 && (
        <ul className="divide-line -my-2 divide-y">
          {passkeys.map((passkey) => (
            <UsedItem
              key={passkey.id}
              icon={Fingerprint}
              name={passkey.name}
              createdAt={passkey.createdAt}
              lastUsedAt={passkey.lastUsedAt}
            >
              <SureButton
                label={t("account.remove")}
                sure={t("passkeys.removeSure")}
                of={passkey.name}
                busy={task.busy === passkey.id}
                onSure={() => void remove(passkey.id)}
              />
            </UsedItem>
          ))}
        </ul>
      )}
    </Section>
  );
}

function PasskeyForm({ onDone }: { onDone: () => void }) {
  const t = useText();
  const [declined, setDeclined] = useState<"known" | "closed">();
  const form = useForm({
    id: "passkey",
    rules: { name: { label: "passkeys.name" } },
    send: async ({ name }) => {
      setDeclined(undefined);
      try {
        await addPasskey(name.trim());
      } catch (error) {
        if (!(error instanceof PasskeyDeclined)) throw error;
        return setDeclined(error.known ? "known" : "closed");
      }
      toast(text("passkeys.added"));
      onDone();
    },
  });
  return (
    <Form form={form} takesFocus className="grid max-w-md gap-4">
      <Field form={form} name="name" maxLength={100} autoComplete="off" hint={t("passkeys.nameHint")} />
      <p role="status" className="text-sm font-medium empty:hidden">
        {declined && t(declined === "known" ? "problem.passkeyKnown" : "passkeys.closed")}
      </p>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={form.busy}>
          {t("passkeys.make")}
        </Button>
        <Button variant="ghost" onClick={onDone}>
          {t("account.cancel")}
        </Button>
      </div>
    </Form>
  );
}
