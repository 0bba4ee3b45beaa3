import type { WebhookEndpoint } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Fact, Facts } from "../../layout/fact.tsx";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/webhooks.ts";

/** What is known of an endpoint. */
export function EndpointFacts({ endpoint }: { endpoint: WebhookEndpoint }) {
  const t = useText();
  return (
    <Panel title={t("webhooks.endpoint")}>
      <Facts>
        <Fact label={t("webhooks.url")} wide>
          <code className="break-all">{endpoint.url}</code>
        </Fact>
        <Fact label={t("webhooks.events")} wide>
          {endpoint.eventTypes.length === 0 ? (
            t("webhooks.everything")
          ) : (
            <ul className="flex flex-wrap gap-1.5">
              {endpoint.eventTypes.map((type) => (
                <li key={type} className="min-w-0">
                  <Badge className="break-all">{type}</Badge>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact label={t("webhooks.waiting")}>
          <span className="num">{endpoint.pendingDeliveries}</span>
        </Fact>
        <Fact label={t("webhooks.givenUp")}>
          <span className="num">{endpoint.failedDeliveries}</span>
        </Fact>
        <Fact label={t("webhooks.made")}>
          <Moment at={endpoint.createdAt} />
        </Fact>
        {endpoint.pausedAt && (
          <Fact label={t("webhooks.pausedAt")}>
            <Moment at={endpoint.pausedAt} />
          </Fact>
        )}
        {endpoint.previousSecretUntil && (
          <Fact label={t("webhooks.oldSecret")}>
            <Moment at={endpoint.previousSecretUntil} />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
