import type { MyStore } from "@api/types.ts";
import { useQuery } from "@tanstack/react-query";
import { Truck } from "lucide-react";
import { type Task, TaskList } from "../../layout/task-list.tsx";
import { useText } from "../../texts/overview.ts";
import { orderCounts } from "./queries.ts";

/** What needs doing in a store. What cannot be asked for is not among it. */
export function Today({ store }: { store: MyStore }) {
  const t = useText();
  const orders = useQuery(orderCounts(store.id));
  const toShip = orders.data?.processing ?? 0;
  const tasks: Task[] = [];
  if (toShip > 0)
    tasks.push({
      id: "ship",
      icon: Truck,
      title: t("today.ship", { count: toShip }),
      text: t("today.shipText"),
      to: "/dashboard/stores/$store/orders",
      params: { store: store.slug },
      search: { status: "processing" },
      urgent: true,
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
