import { queryClient } from "@api/client.ts";
import { useMe } from "@ui/session/me.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { AddressSection } from "../features/notifications/address-section.tsx";
import { myStoresQuery, preferencesQuery } from "../features/notifications/queries.ts";
import { TopicSection } from "../features/notifications/topic-section.tsx";
import { SettingsPage } from "../layout/card.tsx";
import { useText } from "../text.ts";

const BUYER = ["back_in_stock"] as const;
const TEAM = ["store_orders", "stock_alerts", "import_reports"] as const;

/** What the page shows. */
export const loadNotifications = () =>
  Promise.all([
    queryClient.ensureQueryData(preferencesQuery()),
    queryClient.ensureQueryData(myStoresQuery()),
  ]);

export function NotificationsPage() {
  const t = useText();
  const me = useMe();
  const stores = useSuspenseQuery(myStoresQuery()).data.items;
  return (
    <SettingsPage title={t("notifications.title")} lead={t("notifications.lead")}>
      <TopicSection title={t("notifications.shopping")} topics={BUYER} />
      {stores.length > 0 && (
        <TopicSection title={t("notifications.stores")} lead={t("notifications.storesText")} topics={TEAM} />
      )}
      <AddressSection me={me} />
    </SettingsPage>
  );
}
