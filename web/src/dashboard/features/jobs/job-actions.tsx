import type { Job, JobState } from "@api/types.ts";
import { isNotFound } from "@api/problem.ts";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { text, useText } from "../../texts/jobs.ts";
import { cancelJob, deleteJob, refreshJobs, replayJob, retryJob } from "./queries.ts";

const RETRIED: ReadonlySet<JobState> = new Set(["retryable", "scheduled", "cancelled", "discarded"]);
const CANCELLED: ReadonlySet<JobState> = new Set([
  "available",
  "pending",
  "retryable",
  "running",
  "scheduled",
]);
const DELETED: ReadonlySet<JobState> = new Set(["cancelled", "discarded"]);

/** What the state of a job allows to be done to it. Chores come round by themselves. */
export function JobActions({ job }: { job: Job }) {
  const t = useText();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState<"cancel" | "delete">();
  const isChore = job.kind === "chore";
  const again = async (act: (jobId: number) => Promise<void>) => {
    setBusy(true);
    try {
      await act(job.id);
      toast(text("jobs.retried"));
    } catch (error) {
      toast(isNotFound(error) ? text("jobs.gone") : problemText(error, words()), { tone: "error" });
    } finally {
      setBusy(false);
      void refreshJobs();
    }
  };
  return (
    <>
      {!isChore && RETRIED.has(job.state) && (
        <Button size="sm" busy={busy} onClick={() => void again(retryJob)}>
          {t("jobs.retry")}
        </Button>
      )}
      {!isChore && job.state === "completed" && (
        <Button variant="outline" size="sm" busy={busy} onClick={() => void again(replayJob)}>
          {t("jobs.replay")}
        </Button>
      )}
      {!isChore && CANCELLED.has(job.state) && (
        <Button variant="danger" size="sm" onClick={() => setAsks("cancel")}>
          {t("jobs.cancel")}
        </Button>
      )}
      {DELETED.has(job.state) && (
        <Button variant="danger" size="sm" onClick={() => setAsks("delete")}>
          {t("jobs.delete")}
        </Button>
      )}
      {asks === "cancel" && (
        <ConfirmDialog
          title={t("jobs.cancelTitle", { id: job.id })}
          submit={t("jobs.cancel")}
          danger
          words={words()}
          act={() => cancelJob(job.id)}
          onDone={() => {
            setAsks(undefined);
            toast(text("jobs.cancelled"));
            void refreshJobs();
          }}
          onClose={() => setAsks(undefined)}
        >
          <p>{t("jobs.cancelText")}</p>
        </ConfirmDialog>
      )}
      {asks === "delete" && (
        <ConfirmDialog
          title={t("jobs.deleteTitle", { id: job.id })}
          submit={t("jobs.delete")}
          danger
          words={words()}
          act={() => deleteJob(job.id)}
          onDone={() => {
            toast(text("jobs.deleted"));
            void navigate({ to: "/dashboard/jobs" });
          }}
          onClose={() => setAsks(undefined)}
        >
          <p>{t("jobs.deleteText")}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

const words = () => ({ job_state: text("jobs.stateProblem"), job_not_found: text("jobs.gone") });
