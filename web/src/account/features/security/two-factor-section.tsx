import type { Me } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { useState } from "react";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useTask } from "../../forms/use-task.ts";
import { Section } from "../../layout/card.tsx";
import { text, useText } from "../../text.ts";
import { beginTotp, removeTotp, renewRecoveryCodes } from "./queries.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { SureButton } from "./sure-button.tsx";
import { TotpSetup } from "./totp-setup.tsx";

type Step =
  | { at: "start" }
  | { at: "setup"; secret: { secret: string; uri: string } }
  | { at: "codes"; codes: string[] };

/** The authenticator app and the recovery codes that stand in for it. */
export function TwoFactorSection({ me }: { me: Me }) {
  const t = useText();
  const task = useTask();
  const [step, setStep] = useState<Step>({ at: "start" });
  const start = () => setStep({ at: "start" });
  const begin = () => task.run("begin", async () => setStep({ at: "setup", secret: await beginTotp() }));
  const renew = () =>
    task.run("renew", async () => setStep({ at: "codes", codes: await renewRecoveryCodes() }));
  const remove = () =>
    task.run("remove", async () => {
      await removeTotp();
      toast(text("totp.removed"));
    });
  return (
    <Section
      id="two-factor"
      title={t("totp.title")}
      badge={me.totpEnabled && <Badge tone="accent">{t("totp.on")}</Badge>}
      lead={t("totp.lead")}
      action={
        !me.totpEnabled &&
        step.at === "start" && (
          <Button variant="outline" size="sm" busy={task.busy === "begin"} onClick={() => void begin()}>
            {t("totp.begin")}
          </Button>
        )
      }
    >
      <ProblemBox error={task.error} />
      {step.at === "setup" && (
        <TotpSetup secret={step.secret} onOn={(codes) => setStep({ at: "codes", codes })} onCancel={start} />
      )}
      {step.at === "codes" && <RecoveryCodes codes={step.codes} onDone={start} />}
      {step.at === "start" && me.totpEnabled && (
        <div className="grid gap-4">
          <p className="text-sm">{t("recovery.left", { count: me.recoveryCodesLeft })}</p>
          <div className="flex flex-wrap gap-3">
            <SureButton
              variant="outline"
              label={t("recovery.renew")}
              sure={t("recovery.renewSure")}
              busy={task.busy === "renew"}
              onSure={() => void renew()}
            />
            <SureButton
              label={t("totp.remove")}
              sure={t("totp.removeSure")}
              busy={task.busy === "remove"}
              onSure={() => void remove()}
            />
          </div>
        </div>
      )}
    </Section>
  );
}
