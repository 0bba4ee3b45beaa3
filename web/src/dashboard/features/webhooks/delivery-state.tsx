import type { WebhookAttempt, WebhookDelivery, WebhookDeliveryStatus } from "@api/types.ts";
import { Badge, type Tone } from "@ui/badge.tsx";
import { text, useText } from "../../texts/webhooks.ts";

const TONES: Record<WebhookDeliveryStatus, Tone> = { pending: "low", delivered: "accent", failed: "danger" };

export function DeliveryBadge({ status }: { status: WebhookDeliveryStatus }) {
  const t = useText();
  return <Badge tone={TONES[status]}>{t(`webhooks.status.${status}`)}</Badge>;
}

/** How an attempt ended: its status, and what that means; a dash before the first. */
export function answerText(
  result: WebhookDelivery["lastResult"],
  code: WebhookAttempt["statusCode"],
): string {
  if (!result) return "–";
  return [code, text(`webhooks.result.${result}`)].filter(Boolean).join(" ");
}
