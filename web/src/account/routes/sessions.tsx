import { queryClient } from "@api/client.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { sessionsQuery } from "../features/sessions/queries.ts";
import { SessionList } from "../features/sessions/session-list.tsx";
import { SettingsPage } from "../layout/card.tsx";
import { useText } from "../text.ts";

/** What the page shows. */
export const loadSessions = () => queryClient.ensureQueryData(sessionsQuery());

export function SessionsPage() {
  const t = useText();
  const { items } = useSuspenseQuery(sessionsQuery()).data;
  return (
    <SettingsPage title={t("sessions.title")} lead={t("sessions.lead")}>
      <SessionList sessions={items} />
    </SettingsPage>
  );
}
