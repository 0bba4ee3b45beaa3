import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { DeliveryFacts } from "../features/webhooks/delivery-facts.tsx";
import { DeliveryBadge } from "../features/webhooks/delivery-state.tsx";
import { Exchange } from "../features/webhooks/exchange.tsx";
import { usePlace } from "../features/webhooks/place.ts";
import { deliveryQuery } from "../features/webhooks/queries.ts";
import { ReplayDelivery } from "../features/webhooks/replay-delivery.tsx";
import { Page } from "../layout/page.tsx";
import { useText } from "../texts/webhooks.ts";

export function WebhookDeliveryPage() {
  const t = useText();
  const place = usePlace();
  const { webhookEndpointId = "", webhookDeliveryId = "" } = useParams({ strict: false });
  const ref = { ...place.owner, webhookEndpointId };
  const detail = useSuspenseQuery(deliveryQuery(ref, webhookDeliveryId)).data;
  const { delivery } = detail;
  return (
    <Page
      title={delivery.eventType}
      trail={[
        { label: t("menu.webhooks"), ...place.list },
        { label: new URL(detail.url).host, ...place.endpoint(webhookEndpointId) },
      ]}
      lead={<DeliveryBadge status={delivery.status} />}
      actions={delivery.status !== "pending" && <ReplayDelivery endpoint={ref} delivery={delivery} />}
    >
      <DeliveryFacts delivery={delivery} />
      <Exchange detail={detail} />
    </Page>
  );
}
