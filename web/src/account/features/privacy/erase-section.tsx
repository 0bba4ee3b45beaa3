import type { Me } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { Field, Form } from "../../forms/form.tsx";
import { useDisclosure } from "../../forms/use-disclosure.ts";
import { useForm } from "../../forms/use-form.ts";
import { Section } from "../../layout/card.tsx";
import { forgetErased } from "@ui/session/leaving.ts";
import { useText } from "../../text.ts";
import { eraseAccount } from "./queries.ts";

/** Erasing the account, after its address was typed. */
export function EraseSection({ me }: { me: Me }) {
  const t = useText();
  const form = useDisclosure("erase");
  return (
    <Section
      id="erase"
      title={t("erase.title")}
      lead={t("erase.lead")}
      action={
        !form.open && (
          <Button id={form.openerId} variant="danger" size="sm" onClick={form.show}>
            {t("erase.begin")}
          </Button>
        )
      }
    >
      {form.open && <EraseForm me={me} onCancel={form.hide} />}
    </Section>
  );
}

function EraseForm({ me, onCancel }: { me: Me; onCancel: () => void }) {
  const t = useText();
  const form = useForm({
    id: "erase",
    rules: {
      typed: {
        label: "erase.type",
        check: (value) =>
          value.trim().toLowerCase() === me.email.toLowerCase() ? undefined : "erase.notTheAddress",
      },
    },
    words: { sole_owner: "erase.soleOwner" },
    send: async () => {
      await eraseAccount();
      await forgetErased();
      location.replace("/login?reason=erased");
    },
  });
  return (
    <Form form={form} takesFocus className="grid max-w-md gap-4">
      <ul className="text-muted list-disc space-y-1 pl-5 text-sm">
        <li>{t("erase.gone")}</li>
        <li>{t("erase.orders")}</li>
        <li>{t("erase.forever")}</li>
      </ul>
      <Field
        form={form}
        name="typed"
        type="email"
        inputMode="email"
        autoComplete="off"
        spellCheck={false}
        hint={t("erase.typeHint", { email: me.email })}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" variant="danger" busy={form.busy}>
          {t("erase.submit")}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          {t("account.cancel")}
        </Button>
      </div>
    </Form>
  );
}
