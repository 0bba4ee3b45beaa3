import type { MyStore } from "@api/types.ts";
import { useQuery } from "@tanstack/react-query";
import { FileX, Truck } from "lucide-react";
import { type Task, TaskList } from "../../layout/task-list.tsx";
import { atLeast } from "../../session/my-stores.ts";
import { useText } from "../../texts/overview.ts";
import { latestImport, orderCounts } from "./queries.ts";

/** What needs doing in a store. What cannot be asked for is not among it. */
export function Today({ store }: { store: MyStore }) {
  const t = useText();
  const orders = useQuery(orderCounts(store.id));
  const imports = useQuery({ ...latestImport(store.id), enabled: atLeast(store.role, "manager") });
  const toShip = orders.data?.processing ?? 0;
  const params = { store: store.slug };
  const tasks: Task[] = [];
  if (toShip > 0)
    tasks.push({
      id: "ship",
      icon: Truck,
      title: t("today.ship", { count: toShip }),
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
  return (
    <TaskList
      title={t("today.title")}
      tasks={tasks}
      isLoading={orders.isPending}
      done={{ title: t("today.done"), text: t("today.doneText") }}
    />
  );
}
