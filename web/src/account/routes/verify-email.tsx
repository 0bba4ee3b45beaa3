import type { SignIn } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { leaveNotice } from "@ui/notices.ts";
import { Link, useSearch } from "@tanstack/react-router";
import { VerifyForm } from "../features/register/verify-form.tsx";
import { BrokenLink } from "../layout/broken-link.tsx";
import { CardPage } from "../layout/card.tsx";
import { completeSignIn } from "../session/complete-sign-in.ts";
import { HOME } from "../session/paths.ts";
import { useGo } from "../session/use-go.ts";
import { text, useText } from "../text.ts";

export function VerifyEmailPage() {
  const t = useText();
  const { token } = useSearch({ from: "/verify-email" });
  const go = useGo();
  if (!token)
    return (
      <BrokenLink
        actions={
          <Link to="/register" className={buttonClass()}>
            {t("register.title")}
          </Link>
        }
      />
    );
  const done = async (answer: SignIn) => {
    leaveNotice({ text: text("verify.done") });
    if (answer.status === "second_factor_required")
      return go(`/login?${new URLSearchParams({ challenge: answer.challenge ?? "" }).toString()}`);
    await completeSignIn(answer);
    go(HOME);
  };
  return (
    <CardPage title={t("verify.title")} lead={t("verify.lead")}>
      <VerifyForm token={token} onDone={done} />
    </CardPage>
  );
}
