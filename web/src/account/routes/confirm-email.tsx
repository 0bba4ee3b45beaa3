import { bodyOf, client } from "@api/client.ts";
import { Button, buttonClass } from "@ui/button.tsx";
import { leaveNotice } from "@ui/notices.ts";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ProblemBox } from "../forms/problem-box.tsx";
import { useTask } from "../forms/use-task.ts";
import { BrokenLink } from "../layout/broken-link.tsx";
import { CardPage } from "../layout/card.tsx";
import { setMe, useMe } from "@ui/session/me.ts";
import { useText } from "../text.ts";

export function ConfirmEmailPage() {
  const t = useText();
  const { token } = useSearch({ from: "/signed-in/confirm-email" });
  const me = useMe();
  const task = useTask();
  const navigate = useNavigate();
  if (!token)
    return (
      <BrokenLink
        actions={
          <Link to="/account/security" className={buttonClass()}>
            {t("security.title")}
          </Link>
        }
      />
    );
  const confirm = () =>
    task.run("confirm", async () => {
      setMe(await bodyOf(client.POST("/me/email/confirm", { body: { token } })));
      leaveNotice({ text: t("email.changed") });
      await navigate({ to: "/account/security", replace: true });
    });
  return (
    <CardPage title={t("email.confirmTitle")} lead={t("email.confirmLead", { email: me.email })}>
      <ProblemBox error={task.error} words={{ email_taken: "email.taken" }} className="mb-5" />
      <Button size="lg" className="w-full" busy={task.busy !== null} onClick={() => void confirm()}>
        {t("email.confirm")}
      </Button>
    </CardPage>
  );
}
