import type { WebhookDelivery } from "@api/types.ts";
import { Fact, Facts } from "../../layout/fact.tsx";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/webhooks.ts";

/** What is known of a delivery. */
export function DeliveryFacts({ delivery }: { delivery: WebhookDelivery }) {
  const t = useText();
  return (
    <Panel title={t("webhooks.event")}>
      <Facts>
        <Fact label={t("webhooks.messageId")}>
          <code className="break-all">{delivery.messageId}</code>
        </Fact>
        <Fact label={t("webhooks.happened")}>
          <Moment at={delivery.eventAt} precise />
        </Fact>
        <Fact label={t("webhooks.attempts")}>
          <span className="num">{delivery.attempts}</span>
        </Fact>
        {delivery.nextAttemptAt && (
          <Fact label={t("webhooks.next")}>
            <Moment at={delivery.nextAttemptAt} precise />
          </Fact>
        )}
        {delivery.finishedAt && (
          <Fact label={t("webhooks.finished")}>
            <Moment at={delivery.finishedAt} precise />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
