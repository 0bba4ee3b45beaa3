import type { MyStore } from "@api/types.ts";
import { useQuery } from "@tanstack/react-query";
import { FileX, ListChecks, PackageX, PencilRuler, TriangleAlert, Truck } from "lucide-react";
import { type Task, TaskList } from "../../layout/task-list.tsx";
import { atLeast } from "../../session/my-stores.ts";
import { useText } from "../../texts/overview.ts";
import { drafts, latestImport, onboarding, orderCounts, stockSummary } from "./queries.ts";

/** What needs doing in a store. What cannot be asked for is not among it. */
export function Today({ store }: { store: MyStore }) {
  const t = useText();
  const isManager = atLeast(store.role, "manager");
  const orders = useQuery(orderCounts(store.id));
  const stock = useQuery(stockSummary(store.id));
  const { out = 0, low = 0 } = stock.data ?? {};
  const imports = useQuery({ ...latestImport(store.id), enabled: isManager });
  const unfinished = useQuery({ ...drafts(store.id), enabled: isManager });
  const steps = useQuery({
    ...onboarding(store.id),
    enabled: isManager && store.status !== "active",
  });
  const left = (steps.data?.steps ?? []).filter((step) => step.required && !step.done).length;
  const params = { store: store.slug };
  const counts = {
    ship: orders.data?.processing ?? 0,
    drafts: unfinished.data?.items.length ?? 0,
  };
  const tasks: Task[] = [];
  if (left > 0)
    tasks.push({
      id: "onboarding",
      icon: ListChecks,
      title: t("today.onboarding", { count: left }),
      text: t("today.onboardingText"),
      to: "/dashboard/stores/$store/onboarding",
      params,
      urgent: true,
    });
  if (counts.ship > 0)
    tasks.push({
      id: "ship",
      icon: Truck,
      title: t("today.ship", { count: counts.ship }),
      text: t("today.shipText"),
      to: "/dashboard/stores/$store/orders",
      params,
      search: { status: "processing" },
      urgent: true,
    });
  if (out > 0)
    tasks.push({
      id: "out",
      icon: PackageX,
      title: t("today.out", { count: out }),
      text: t("today.outText"),
      to: "/dashboard/stores/$store/inventory",
      params,
      search: { level: "out" },
      urgent: true,
    });
  if (low > 0)
    tasks.push({
      id: "low",
      icon: TriangleAlert,
      title: t("today.low", { count: low }),
      text: t("today.lowText"),
      to: "/dashboard/stores/$store/inventory",
      params,
      search: { level: "low" },
    });
  if (imports.data?.items[0]?.status === "failed")
    tasks.push({
      id: "import",
      icon: FileX,
      title: t("today.import"),
      text: t("today.importText"),
      to: "/dashboard/stores/$store/imports",
      params,
    });
  if (counts.drafts > 0)
    tasks.push({
      id: "drafts",
      icon: PencilRuler,
      title: t("today.drafts", { count: counts.drafts }),
      text: t("today.draftsText"),
      to: "/dashboard/stores/$store/products",
      params,
      search: { status: "draft" },
    });
  return (
    <TaskList
      title={t("today.title")}
      tasks={tasks}
      isLoading={orders.isPending}
      done={{ title: t("today.done"), text: t("today.doneText") }}
    />
  );
}
