import type { JobQueue } from "@api/types.ts";
import { intlLocale } from "@ui/i18n.ts";
import { useText } from "../../texts/jobs.ts";

const NAMES = ["events", "errands", "chores"] as const;

/** Each queue with how much there is to do in it. */
export function QueueCards({ queues }: { queues: readonly JobQueue[] }) {
  const t = useText();
  const name = (queue: string) => {
    const known = NAMES.find((one) => one === queue);
    return known ? t(`jobs.queue.${known}`) : queue;
  };
  return (
    <section aria-label={t("jobs.queues")}>
      <ul className="grid gap-4 sm:grid-cols-3">
        {queues.map((queue) => {
          const of = (...states: string[]) =>
            states.reduce((sum, state) => sum + (queue.counts[state] ?? 0), 0);
          const failing = of("retryable", "discarded");
          return (
            <li key={queue.name} className="border-line bg-surface rounded-3xl border p-5 text-sm">
              <h2 className="text-muted">{name(queue.name)}</h2>
              <p className="num mt-1 text-2xl font-semibold">
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
            </li>
          );
        })}
      </ul>
    </section>
  );
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
