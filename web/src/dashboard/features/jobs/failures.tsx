import type { JobFailures } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { text, useText } from "../../texts/jobs.ts";
import { forgetFailed, refreshJobs, retryFailed } from "./queries.ts";
import { queueName } from "./queue-cards.tsx";

type Asked = { name: string; forgets: boolean };

/** What fails, by the name of the job, and what can be done to all of a name at once. Nothing where nothing fails. */
export function Failures({ failures }: { failures: readonly JobFailures[] }) {
  const t = useText();
  const [asked, setAsked] = useState<Asked>();
  if (failures.length === 0) return null;
  return (
    <Panel title={t("jobs.failingNow")} lead={t("jobs.failingLead")}>
      <ul className="divide-line -my-4 divide-y text-sm">
        {failures.map((one) => (
          <li key={`${one.kind} ${one.name}`} className="grid gap-3 py-4 lg:grid-cols-[minmax(0,1fr)_auto]">
            <div className="min-w-0">
              <h3 className="font-semibold break-all">
                <Link
                  to="/dashboard/jobs"
                  search={{ name: one.name, failing: true }}
                  className="underline-offset-4 hover:underline"
                >
                  {one.name}
                </Link>
              </h3>
              <p className="text-muted num mt-1">
                {[
                  one.retryable > 0 && t("jobs.retriedBySelf", { count: one.retryable }),
                  one.discarded > 0 && t("jobs.givenUp", { count: one.discarded }),
                  queueName(t, one.queue),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
              <p className="mt-2 line-clamp-3 font-mono text-xs break-words">{one.lastMessage}</p>
              <p className="text-muted mt-1">
                <Moment at={one.lastAt} precise />
              </p>
            </div>
            {one.kind !== "chore" && (
              <div className="flex flex-wrap items-start gap-2">
                <Button
                  size="sm"
                  variant="outline"
                  aria-label={t("jobs.retryAllOf", { name: one.name })}
                  onClick={() => setAsked({ name: one.name, forgets: false })}
                >
                  {t("jobs.retryAll")}
                </Button>
                <Button
                  size="sm"
                  variant="danger"
                  aria-label={t("jobs.forgetAllOf", { name: one.name })}
                  onClick={() => setAsked({ name: one.name, forgets: true })}
                >
                  {t("jobs.forgetAll")}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {asked && <AskAll asked={asked} onClose={() => setAsked(undefined)} />}
    </Panel>
  );
}

function AskAll({ asked: { name, forgets }, onClose }: { asked: Asked; onClose: () => void }) {
  const t = useText();
  const act = async () => {
    const count = await (forgets ? forgetFailed(name) : retryFailed(name));
    toast(text(forgets ? "jobs.allForgotten" : "jobs.allRetried", { count }));
  };
  return (
    <ConfirmDialog
      title={t(forgets ? "jobs.forgetAllTitle" : "jobs.retryAllTitle", { name })}
      submit={t(forgets ? "jobs.forgetAll" : "jobs.retryAll")}
      danger={forgets}
      act={act}
      onDone={() => {
        onClose();
        void refreshJobs();
      }}
      onClose={onClose}
    >
      <p>{t(forgets ? "jobs.forgetAllText" : "jobs.retryAllText")}</p>
    </ConfirmDialog>
  );
}
