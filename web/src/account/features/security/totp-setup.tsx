import { Button } from "@ui/button.tsx";
import { Field, Form } from "../../forms/form.tsx";
import { useForm } from "../../forms/use-form.ts";
import { useText } from "../../text.ts";
import { CopyButton } from "@ui/copy-button.tsx";
import { QrCode } from "./qr-code.tsx";
import { confirmTotp } from "./queries.ts";

type Props = {
  secret: { secret: string; uri: string };
  onOn: (recoveryCodes: string[]) => void;
  onCancel: () => void;
};

/** The secret as a QR code and as text, and the first code that shows that the app has it. */
export function TotpSetup({ secret, onOn, onCancel }: Props) {
  const t = useText();
  const form = useForm({
    id: "totp",
    rules: {
      code: {
        label: "factor.code",
        check: (value) => (/^\d{6}$/.test(value.replaceAll(/\s/g, "")) ? undefined : "totp.sixDigits"),
      },
    },
    send: async ({ code }) => onOn(await confirmTotp(code)),
  });
  return (
    <div className="grid gap-6">
      <div className="flex flex-wrap items-start gap-6">
        <QrCode text={secret.uri} label={t("totp.qr")} />
        <div className="min-w-0 flex-1 basis-60">
          <h3 className="font-semibold">{t("totp.scan")}</h3>
          <p className="text-muted mt-1 text-sm">{t("totp.scanText")}</p>
          <p className="bg-sunken mt-4 rounded-xl px-4 py-3 font-mono text-sm break-all">
            {grouped(secret.secret)}
          </p>
          <div className="mt-3">
            <CopyButton text={secret.secret} label={t("totp.copy")} done={t("copy.done")} />
          </div>
        </div>
      </div>
      <Form form={form} takesFocus className="grid max-w-md gap-4">
        <Field
          form={form}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={12}
          hint={t("totp.codeHint")}
        />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" busy={form.busy}>
            {t("totp.turnOn")}
          </Button>
          <Button variant="ghost" onClick={onCancel}>
            {t("account.cancel")}
          </Button>
        </div>
      </Form>
    </div>
  );
}

/** In fours, to be typed. */
const grouped = (secret: string) => secret.replaceAll(/(.{4})(?=.)/g, "$1 ");
