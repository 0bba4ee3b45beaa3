import { Button } from "@ui/button.tsx";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ForgotForm } from "../features/password/forgot-form.tsx";
import { CardPage, TEXT_LINK } from "../layout/card.tsx";
import { MailSent } from "../layout/mail-sent.tsx";
import { useText } from "../text.ts";

export function ForgotPasswordPage() {
  const t = useText();
  const [sentTo, setSentTo] = useState<string>();
  if (sentTo)
    return (
      <MailSent title={t("forgot.sentTitle")}>
        <p>{t("forgot.sentText", { email: sentTo })}</p>
        <p>
          <Button variant="ghost" size="sm" onClick={() => setSentTo(undefined)}>
            {t("mail.otherAddress")}
          </Button>
        </p>
      </MailSent>
    );
  return (
    <CardPage
      title={t("forgot.title")}
      lead={t("forgot.lead")}
      below={
        <Link to="/login" className={TEXT_LINK}>
          {t("forgot.back")}
        </Link>
      }
    >
      <ForgotForm onSent={setSentTo} />
    </CardPage>
  );
}
