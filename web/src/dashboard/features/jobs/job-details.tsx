import type { Job } from "@api/types.ts";
import { Fact, Facts } from "../../layout/fact.tsx";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/jobs.ts";
import { kindText } from "./job-table.tsx";
import { queueName } from "./queue-cards.tsx";

/** What is known of a job: what it is about, and what went wrong. */
export function JobDetails({ job }: { job: Job }) {
  const t = useText();
  const args = Object.entries(job.args).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <>
      <Panel title={t("jobs.one", { id: job.id })}>
        <Facts>
          <Fact label={t("jobs.kind")}>{kindText(t, job.kind)}</Fact>
          {job.event && (
            <Fact label={t("jobs.event")}>
              <code className="break-all">{job.event}</code>
            </Fact>
          )}
          <Fact label={t("jobs.queue")}>{queueName(t, job.queue)}</Fact>
          <Fact label={t("jobs.attempts")}>
            {t("jobs.attemptsOf", { attempt: job.attempt, max: job.maxAttempts })}
          </Fact>
          <Fact label={t("jobs.created")}>
            <Moment at={job.createdAt} precise />
          </Fact>
          {job.attemptedAt && (
            <Fact label={t("jobs.lastTried")}>
              <Moment at={job.attemptedAt} precise />
            </Fact>
          )}
          {job.endedAt ? (
            <Fact label={t("jobs.ended")}>
              <Moment at={job.endedAt} precise />
            </Fact>
          ) : (
            <Fact label={t("jobs.next")}>
              <Moment at={job.nextAt} precise />
            </Fact>
          )}
        </Facts>
      </Panel>
      <Panel title={t("jobs.args")}>
        {args.length > 0 ? (
          <Facts>
            {args.map(([name, value]) => (
              <Fact key={name} label={<code>{name}</code>}>
                <code className="break-all">{value}</code>
              </Fact>
            ))}
          </Facts>
        ) : (
          <p className="text-muted text-sm">{t("jobs.noArgs")}</p>
        )}
        {job.hiddenArgs > 0 && (
          <p className="text-muted mt-4 text-sm">{t("jobs.hidden", { count: job.hiddenArgs })}</p>
        )}
      </Panel>
      <Panel title={t("jobs.failures")}>
        {job.failures.length === 0 ? (
          <p className="text-muted text-sm">{t("jobs.noFailures")}</p>
        ) : (
          <ol className="divide-line -my-4 divide-y text-sm">
            {job.failures.toReversed().map((failure) => (
              <li key={failure.at} className="py-4">
                <p className="text-muted flex flex-wrap justify-between gap-x-4">
                  <span>{t("jobs.attempt", { attempt: failure.attempt })}</span>
                  <Moment at={failure.at} precise />
                </p>
                <p className="mt-1 font-mono text-xs break-words whitespace-pre-wrap">{failure.message}</p>
              </li>
            ))}
          </ol>
        )}
      </Panel>
    </>
  );
}
