import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { EndpointForm } from "../features/webhooks/endpoint-form.tsx";
import { usePlace } from "../features/webhooks/place.ts";
import { endpointToEditQuery, eventTypesQuery } from "../features/webhooks/queries.ts";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/webhooks.ts";

export function EditWebhookPage() {
  const t = useText();
  const place = usePlace();
  const { webhookEndpointId = "" } = useParams({ strict: false });
  const endpoint = useSuspenseQuery(endpointToEditQuery({ ...place.owner, webhookEndpointId })).data;
  const types = useSuspenseQuery(eventTypesQuery(place.owner)).data.items;
  return (
    <Page
      title={t("webhooks.editTitle")}
      trail={[
        { label: t("menu.webhooks"), ...place.list },
        { label: endpoint.url, ...place.endpoint(endpoint.id) },
      ]}
    >
      <EndpointForm endpoint={endpoint} types={types} />
    </Page>
  );
}
