import type { WebhookDeliveryStatus } from "@api/types.ts";

/** What the address of an endpoint's deliveries may say. */
export type DeliveriesSearch = { status?: WebhookDeliveryStatus; eventType?: string; cursor?: string };

export const STATUSES = ["pending", "delivered", "failed"] as const satisfies WebhookDeliveryStatus[];

/** Reads the address; what the API would not take is left out. */
export function deliveriesSearch(raw: Record<string, unknown>): DeliveriesSearch {
  const status = STATUSES.find((one) => one === raw.status);
  const { eventType, cursor } = raw;
  return {
    ...(status && { status }),
    ...(typeof eventType === "string" && /^[a-z_]+\.[a-z_]+$/.test(eventType) && { eventType }),
    ...(typeof cursor === "string" && cursor && { cursor }),
  };
}
