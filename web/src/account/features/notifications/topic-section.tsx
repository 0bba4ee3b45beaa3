import type { NotificationTopic } from "@api/types.ts";
import { Switch } from "@ui/switch.tsx";
import { toast } from "@ui/toast.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useTask } from "../../forms/use-task.ts";
import { Section } from "../../layout/card.tsx";
import { text, type TextKey, useText } from "../../text.ts";
import { preferencesQuery, setPreference } from "./queries.ts";

/** A switch for each of some topics. */
export function TopicSection({
  title,
  lead,
  topics,
}: {
  title: string;
  lead?: string;
  topics: readonly NotificationTopic[];
}) {
  return (
    <Section title={title} lead={lead}>
      {topics.map((topic) => (
        <TopicSwitch key={topic} topic={topic} />
      ))}
    </Section>
  );
}

function TopicSwitch({ topic }: { topic: NotificationTopic }) {
  const t = useText();
  const task = useTask();
  const { items } = useSuspenseQuery(preferencesQuery()).data;
  const mails = items.find((one) => one.topic === topic)?.mails ?? true;
  // The switch moves at once, and back when the API says no.
  const [wanted, setWanted] = useState<boolean | null>(null);
  const change = async (on: boolean) => {
    setWanted(on);
    await task.run(topic, async () => {
      await setPreference(topic, on);
      toast(text(on ? "notifications.on" : "notifications.off"));
    });
    setWanted(null);
  };
  const [name, about] = WORDS[topic];
  return (
    <div>
      <ProblemBox error={task.error} className="mb-3" />
      <label htmlFor={topic} className="flex items-start gap-4">
        <span className="min-w-0 flex-1">
          <span className="block font-medium">{t(name)}</span>
          <span className="text-muted block text-sm">{t(about)}</span>
        </span>
        <Switch
          id={topic}
          checked={wanted ?? mails}
          onChange={(event) => void change(event.target.checked)}
        />
      </label>
    </div>
  );
}

const WORDS: Record<NotificationTopic, [name: TextKey, about: TextKey]> = {
  back_in_stock: ["notifications.backInStock", "notifications.backInStockText"],
  store_orders: ["notifications.storeOrders", "notifications.storeOrdersText"],
  stock_alerts: ["notifications.stockAlerts", "notifications.stockAlertsText"],
  import_reports: ["notifications.importReports", "notifications.importReportsText"],
};
