import type { MyStore } from "@api/types.ts";
import { useQuery } from "@tanstack/react-query";
import { FileX, PencilRuler, Truck } from "lucide-react";
import { type Task, TaskList } from "../../layout/task-list.tsx";
import { atLeast } from "../../session/my-stores.ts";
import { useText } from "../../texts/overview.ts";
import { drafts, latestImport, orderCounts } from "./queries.ts";

/** What needs doing in a store. What cannot be asked for is not among it. */
export function Today({ store }: { store: MyStore }) {
  const t = useText();
  const isManager = atLeast(store.role, "manager");
  const orders = useQuery(orderCounts(store.id));
  const imports = useQuery({ ...latestImport(store.id), enabled: isManager });
  const unfinished = useQuery({ ...drafts(store.id), enabled: isManager });
  const params = { store: store.slug };
  const counts = {
    ship: orders.data?.processing ?? 0,
    drafts: unfinished.data?.items.length ?? 0,
  };
  const tasks: Task[] = [];
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
