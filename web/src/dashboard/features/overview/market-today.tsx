import { useQuery } from "@tanstack/react-query";
import { Store, Wrench } from "lucide-react";
import { type Task, TaskList } from "../../layout/task-list.tsx";
import { useText } from "../../texts/overview.ts";
import { failingJobs, waitingStores } from "./queries.ts";

/** What needs doing on the marketplace. */
export function MarketToday() {
  const t = useText();
  const stores = useQuery(waitingStores());
  const queues = useQuery(failingJobs());
  const waiting = stores.data?.items.length ?? 0;
  const failing = (queues.data?.items ?? []).reduce(
    (sum, { counts }) => sum + (counts.retryable ?? 0) + (counts.discarded ?? 0),
    0,
  );
  const tasks: Task[] = [];
  if (waiting > 0)
    tasks.push({
      id: "approvals",
      icon: Store,
      title: t("market.approvals", { count: waiting }),
      text: t("market.approvalsText"),
      to: "/dashboard/approvals",
      urgent: true,
    });
  if (failing > 0)
    tasks.push({
      id: "jobs",
      icon: Wrench,
      title: t("market.jobs", { count: failing }),
      text: t("market.jobsText"),
      to: "/dashboard/jobs",
      search: { failing: true },
      urgent: true,
    });
  return (
    <TaskList
      title={t("market.title")}
      tasks={tasks}
      isLoading={stores.isPending || queues.isPending}
      done={{ title: t("market.done"), text: t("market.doneText") }}
    />
  );
}
