import type { Session } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useTask } from "../../forms/use-task.ts";
import { Section } from "../../layout/card.tsx";
import { text, useText } from "../../text.ts";
import { endOtherSessions, endSession } from "./queries.ts";
import { SessionRow } from "./session-row.tsx";

/** All sessions, this one first. */
export function SessionList({ sessions }: { sessions: Session[] }) {
  const t = useText();
  const task = useTask();
  const sorted = sessions.toSorted((a, b) => Number(b.current) - Number(a.current));
  const endOthers = () =>
    task.run("others", async () => {
      await endOtherSessions();
      toast(text("sessions.othersEnded"));
    });
  return (
    <Section title={t("sessions.list", { count: sessions.length })}>
      <ProblemBox error={task.error} />
      <ul className="divide-line -my-4 divide-y">
        {sorted.map((session) => (
          <li key={session.id}>
            <SessionRow
              session={session}
              busy={task.busy === session.id}
              onEnd={() => void task.run(session.id, () => endSession(session.id))}
            />
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <div className="border-line border-t pt-5">
          <Button variant="danger" busy={task.busy === "others"} onClick={() => void endOthers()}>
            {t("sessions.endOthers")}
          </Button>
        </div>
      )}
    </Section>
  );
}
