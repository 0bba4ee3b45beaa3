import type { WebhookEndpoint } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { Webhook } from "lucide-react";
import { useText } from "../../texts/webhooks.ts";
import { EndpointBadge } from "./endpoint-state.tsx";
import { usePlace } from "./place.ts";

/** The endpoints with how they fare; a row leads to what was sent. Without any, it says what they are for. */
export function EndpointList({ endpoints }: { endpoints: readonly WebhookEndpoint[] }) {
  const t = useText();
  const place = usePlace();
  if (endpoints.length === 0)
    return (
      <MessagePage
        icon={<Webhook size={28} />}
        title={t("webhooks.none")}
        text={t("webhooks.noneText")}
        actions={
          <Link {...place.create} className={buttonClass()}>
            {t("webhooks.new")}
          </Link>
        }
      />
    );
  return (
    <ul
      aria-label={t("webhooks.list")}
      className="border-line bg-surface divide-line divide-y overflow-hidden rounded-3xl border"
    >
      {endpoints.map((endpoint) => (
        <li
          key={endpoint.id}
          className="hover:bg-sunken/60 relative grid gap-x-6 gap-y-2 p-5 sm:grid-cols-[minmax(0,1fr)_auto] sm:px-6"
        >
          <div className="min-w-0">
            <Link
              {...place.endpoint(endpoint.id)}
              className="font-semibold break-all after:absolute after:inset-0"
            >
              {endpoint.url}
            </Link>
            {endpoint.description && <p className="mt-0.5 break-words">{endpoint.description}</p>}
            <p className="text-muted num mt-1 text-sm">
              {endpoint.eventTypes.length > 0
                ? t("webhooks.toldOf", { count: endpoint.eventTypes.length })
                : t("webhooks.toldOfAll")}
            </p>
          </div>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1 sm:flex-col sm:items-end">
            <EndpointBadge endpoint={endpoint} />
            <p className="text-muted num text-sm">
              {t("webhooks.waitingCount", { count: endpoint.pendingDeliveries })}
              {" · "}
              <span className={endpoint.failedDeliveries > 0 ? "text-danger font-semibold" : ""}>
                {t("webhooks.givenUpCount", { count: endpoint.failedDeliveries })}
              </span>
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
