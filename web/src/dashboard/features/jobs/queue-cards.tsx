import type { JobQueue } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { intlLocale } from "@ui/i18n.ts";
import { toast } from "@ui/toast.ts";
import { useState } from "react";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { Moment } from "../../layout/moment.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { useText } from "../../texts/jobs.ts";
import { setPaused } from "./queries.ts";

const NAMES = ["payments", "events", "mail", "chores", "media", "bulk"] as const;

/** Each queue with how much there is to do in it; it can be paused and resumed. */
export function QueueCards({ queues }: { queues: readonly JobQueue[] }) {
  const t = useText();
  const [pauses, setPauses] = useState<string>();
  return (
    <section aria-label={t("jobs.queues")}>
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        {queues.map((queue) => (
          <QueueCard key={queue.name} queue={queue} onPause={() => setPauses(queue.name)} />
        ))}
      </ul>
      {pauses && (
        <ConfirmDialog
          title={t("jobs.pauseTitle", { queue: queueName(t, pauses) })}
          submit={t("jobs.pause")}
          danger
          act={() => setPaused(pauses, true)}
          onDone={() => setPauses(undefined)}
          onClose={() => setPauses(undefined)}
        >
          <p>{t("jobs.pauseText")}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function QueueCard({ queue, onPause }: { queue: JobQueue; onPause: () => void }) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const of = (...states: string[]) => states.reduce((sum, state) => sum + (queue.counts[state] ?? 0), 0);
  const failing = of("retryable", "discarded");
  const name = queueName(t, queue.name);
  const resume = async () => {
    setBusy(true);
    try {
      await setPaused(queue.name, false);
    } catch (error) {
      toast(problemText(error), { tone: "error" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="border-line bg-surface flex flex-col rounded-3xl border p-5 text-sm">
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">{name}</h2>
        {queue.paused ? (
          <Button
            size="sm"
            variant="outline"
            aria-label={t("jobs.resumeOf", { queue: name })}
            busy={busy}
            onClick={() => void resume()}
          >
            {t("jobs.resume")}
          </Button>
        ) : (
          <Button
            className="-mr-3"
            size="sm"
            variant="ghost"
            aria-label={t("jobs.pauseOf", { queue: name })}
            onClick={onPause}
          >
            {t("jobs.pause")}
          </Button>
        )}
      </div>
      {queue.paused && (
        <p className="mt-2 flex flex-wrap items-center gap-2">
          <Badge tone="low">{t("jobs.paused")}</Badge>
          {queue.pausedAt && <Moment at={queue.pausedAt} />}
        </p>
      )}
      <p className="num mt-2 text-2xl font-semibold">
        {t("jobs.waiting", { count: of("available", "pending") })}
      </p>
      <p className="num mt-1">
        {t("jobs.running", { count: of("running") })}
        {" · "}
        <span className={failing > 0 ? "text-danger font-semibold" : ""}>
          {t("jobs.failing", { count: failing })}
        </span>
      </p>
      <p className="text-muted num mt-1">{t("jobs.done", { count: of("completed") })}</p>
      <p className="text-muted num mt-1">
        {queue.lagSeconds > 0 ? t("jobs.lag", { time: duration(queue.lagSeconds) }) : t("jobs.noLag")}
      </p>
      <p className="text-muted num mt-1">
        {queue.workers > 0 ? t("jobs.workers", { count: queue.workers }) : t("jobs.noWorkers")}
      </p>
    </li>
  );
}

/** The word for a queue; one that is not known is shown as it is. */
export function queueName(t: ReturnType<typeof useText>, queue: string): string {
  const known = NAMES.find((one) => one === queue);
  return known ? t(`jobs.queue.${known}`) : queue;
}

/** Seconds in the greatest unit that fits. */
function duration(seconds: number): string {
  const [unit, length] =
    seconds < 120
      ? (["second", 1] as const)
      : seconds < 7200
        ? (["minute", 60] as const)
        : (["hour", 3600] as const);
  return new Intl.NumberFormat(intlLocale(), { style: "unit", unit, unitDisplay: "long" }).format(
    Math.floor(seconds / length),
  );
}
