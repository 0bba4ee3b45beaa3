import { bodyOf, client } from "@api/client.ts";
import type { Me } from "@api/types.ts";
import { Button, buttonClass } from "@ui/button.tsx";
import { Link, useLocation } from "@tanstack/react-router";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useTask } from "../../forms/use-task.ts";
import { useText } from "../../text.ts";

type Props = { token: string; email: string; me: Me | undefined };

/** Accepts an invitation with the account of the invited address; who has another one, or none, is told how. */
export function Answer({ token, email, me }: Props) {
  const t = useText();
  const task = useTask();
  const accept = () =>
    task.run("accept", async () => {
      const store = await bodyOf(client.POST("/invitations/accept", { body: { token } }));
      // The dashboard is a program of its own.
      location.assign(`/dashboard/stores/${store.slug}`);
    });
  if (!me) return <WithoutAccount email={email} />;
  if (me.email.toLowerCase() !== email)
    return (
      <p className="text-sm">
        {t("invitation.otherAccount")} <strong className="font-semibold break-all">{me.email}</strong>
      </p>
    );
  return (
    <>
      <ProblemBox
        error={task.error}
        words={{ invitation_over: "invitation.over", invited_another: "invitation.another" }}
        className="mb-5"
      />
      <Button size="lg" className="w-full" busy={task.busy !== null} onClick={() => void accept()}>
        {t("invitation.accept")}
      </Button>
    </>
  );
}

function WithoutAccount({ email }: { email: string }) {
  const t = useText();
  const here = useLocation({ select: (location) => location.href });
  return (
    <div className="grid gap-3">
      <Link to="/login" search={{ returnTo: here }} className={buttonClass({ size: "lg" })}>
        {t("login.submit")}
      </Link>
      <Link
        to="/register"
        search={{ returnTo: here }}
        hash={new URLSearchParams({ email }).toString()}
        className={buttonClass({ size: "lg", variant: "outline" })}
      >
        {t("login.register")}
      </Link>
      <p className="text-muted text-sm">{t("invitation.registerHint")}</p>
    </div>
  );
}
