import type { Me } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { longDate } from "@ui/dates.ts";
import { toast } from "@ui/toast.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useTask } from "../../forms/use-task.ts";
import { Section } from "../../layout/card.tsx";
import { text, useText } from "../../text.ts";
import { preferencesQuery, sendTestMail } from "./queries.ts";

/** Where mails go, whether they arrive there, and a way to try. */
export function AddressSection({ me }: { me: Me }) {
  const t = useText();
  const task = useTask();
  const { refusal } = useSuspenseQuery(preferencesQuery()).data;
  const send = () =>
    task.run("test", async () => {
      await sendTestMail();
      toast(text("notifications.testSent"));
    });
  return (
    <Section
      title={t("notifications.address")}
      badge={refusal && <Badge tone="danger">{t("notifications.refused")}</Badge>}
      lead={<span className="break-words">{t("notifications.addressText", { email: me.email })}</span>}
      action={
        <Button variant="outline" size="sm" busy={task.busy !== null} onClick={() => void send()}>
          {t("notifications.test")}
        </Button>
      }
    >
      <ProblemBox error={task.error} />
      {refusal && (
        <p className="text-sm">
          {t("notifications.refusedText", { date: longDate(refusal.since), answer: refusal.answer })}
        </p>
      )}
    </Section>
  );
}
