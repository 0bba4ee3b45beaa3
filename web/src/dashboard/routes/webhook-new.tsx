import { useSuspenseQuery } from "@tanstack/react-query";
import { EndpointForm } from "../features/webhooks/endpoint-form.tsx";
import { usePlace } from "../features/webhooks/place.ts";
import { eventTypesQuery } from "../features/webhooks/queries.ts";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/webhooks.ts";

export function NewWebhookPage() {
  const t = useText();
  const { owner, list } = usePlace();
  const types = useSuspenseQuery(eventTypesQuery(owner)).data.items;
  return (
    <Page
      title={t("webhooks.newTitle")}
      lead={t("webhooks.newLead")}
      trail={[{ label: t("menu.webhooks"), ...list }]}
    >
      <EndpointForm types={types} />
    </Page>
  );
}
