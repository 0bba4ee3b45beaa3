import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { deliveriesSearch } from "../features/webhooks/deliveries-search.ts";
import { DeliveryTable } from "../features/webhooks/delivery-table.tsx";
import { EndpointActions } from "../features/webhooks/endpoint-actions.tsx";
import { EndpointFacts } from "../features/webhooks/endpoint-facts.tsx";
import { EndpointBadge, EndpointTrouble } from "../features/webhooks/endpoint-state.tsx";
import { usePlace } from "../features/webhooks/place.ts";
import { deliveriesQuery, endpointQuery, eventTypesQuery } from "../features/webhooks/queries.ts";
import { ReplayFailed } from "../features/webhooks/replay-failed.tsx";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/webhooks.ts";

export function WebhookPage() {
  const t = useText();
  const place = usePlace();
  const { webhookEndpointId = "" } = useParams({ strict: false });
  const ref = { ...place.owner, webhookEndpointId };
  const search = deliveriesSearch(useSearch({ strict: false }));
  const endpoint = useSuspenseQuery(endpointQuery(ref)).data;
  const deliveries = useSuspenseQuery(deliveriesQuery(ref, search)).data;
  const types = useSuspenseQuery(eventTypesQuery(place.owner)).data.items;
  return (
    <Page
      title={endpoint.description || new URL(endpoint.url).host}
      trail={[{ label: t("menu.webhooks"), ...place.list }]}
      lead={<EndpointBadge endpoint={endpoint} />}
      actions={<EndpointActions endpoint={endpoint} />}
    >
      <EndpointTrouble endpoint={endpoint} />
      <EndpointFacts endpoint={endpoint} />
      <section className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-4">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <div className="min-w-0">
            <h2 className="text-lg font-semibold">{t("webhooks.deliveries")}</h2>
            <p className="text-muted mt-1 text-sm">{t("webhooks.deliveriesLead")}</p>
          </div>
          {endpoint.failedDeliveries > 0 && <ReplayFailed endpoint={endpoint} />}
        </div>
        <DeliveryTable
          endpoint={endpoint}
          deliveries={deliveries.items}
          next={deliveries.nextCursor}
          types={types}
        />
      </section>
    </Page>
  );
}
