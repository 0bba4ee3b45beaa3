import { Button } from "@ui/button.tsx";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { RegisterForm } from "../features/register/register-form.tsx";
import { CardPage, TEXT_LINK } from "../layout/card.tsx";
import { MailSent } from "../layout/mail-sent.tsx";
import { useText } from "../text.ts";

export function RegisterPage() {
  const t = useText();
  const search = useSearch({ from: "/register" });
  const [sentTo, setSentTo] = useState<string>();
  if (sentTo)
    return (
      <MailSent title={t("register.sentTitle")}>
        <p>
          {t("register.sentTo")} <strong className="text-ink font-semibold break-all">{sentTo}</strong>
        </p>
        <p>{t("register.sentText")}</p>
        <p>
          <Button variant="ghost" size="sm" onClick={() => setSentTo(undefined)}>
            {t("mail.otherAddress")}
          </Button>
        </p>
      </MailSent>
    );
  return (
    <CardPage
      title={t("register.title")}
      lead={t("register.lead")}
      below={
        <>
          {t("register.known")}{" "}
          <Link to="/login" search={search} className={TEXT_LINK}>
            {t("login.submit")}
          </Link>
        </>
      }
    >
      <RegisterForm onSent={setSentTo} />
    </CardPage>
  );
}
