import type { WebhookDelivery, WebhookEndpoint } from "@api/types.ts";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { Send } from "lucide-react";
import { Moment } from "../../layout/moment.tsx";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import type { Filter } from "../../table/filter.ts";
import { useText } from "../../texts/webhooks.ts";
import { STATUSES } from "./deliveries-search.ts";
import { answerText, DeliveryBadge } from "./delivery-state.tsx";
import { usePlace } from "./place.ts";

type Props = {
  endpoint: WebhookEndpoint;
  deliveries: readonly WebhookDelivery[];
  next: string | null;
  /** What an endpoint can be told of. */
  types: readonly string[];
};

/** What was sent to an endpoint; a row leads to the request and the answers. */
export function DeliveryTable({ endpoint, deliveries, next, types }: Props) {
  const t = useText();
  const place = usePlace();
  const columns: Column<WebhookDelivery>[] = [
    {
      id: "event",
      title: t("webhooks.event"),
      card: "title",
      cell: (one) => (
        <Link
          {...place.delivery(endpoint.id, one.id)}
          className="font-semibold break-all after:absolute after:inset-0"
        >
          {one.eventType}
        </Link>
      ),
      csv: (one) => one.eventType,
    },
    {
      id: "status",
      title: t("webhooks.status"),
      card: "badge",
      cell: (one) => <DeliveryBadge status={one.status} />,
      csv: (one) => one.status,
    },
    {
      id: "answer",
      title: t("webhooks.answer"),
      cell: (one) => <span className="num">{answerText(one.lastResult, one.lastStatusCode)}</span>,
      csv: (one) => one.lastStatusCode ?? one.lastResult,
    },
    {
      id: "attempts",
      title: t("webhooks.attempts"),
      align: "end",
      cell: (one) => one.attempts,
      csv: (one) => one.attempts,
    },
    {
      id: "begun",
      title: t("webhooks.begun"),
      cell: (one) => <Moment at={one.createdAt} precise />,
      csv: (one) => one.createdAt,
    },
    {
      id: "next",
      title: t("webhooks.next"),
      hidden: true,
      cell: (one) => (one.nextAttemptAt ? <Moment at={one.nextAttemptAt} precise /> : "–"),
      csv: (one) => one.nextAttemptAt,
    },
    {
      id: "message",
      title: t("webhooks.messageId"),
      hidden: true,
      cell: (one) => <code className="break-all">{one.messageId}</code>,
      csv: (one) => one.messageId,
    },
  ];
  const filters: Filter[] = [
    {
      kind: "choice",
      name: "status",
      label: t("webhooks.status"),
      options: STATUSES.map((value) => ({ value, label: t(`webhooks.status.${value}`) })),
    },
    {
      kind: "choice",
      name: "eventType",
      label: t("webhooks.event"),
      options: [...types, "webhook.test"].map((value) => ({ value, label: value })),
    },
  ];
  return (
    <DataTable
      id="webhook-deliveries"
      label={t("webhooks.deliveries")}
      columns={columns}
      rows={deliveries}
      rowId={(one) => one.id}
      filters={filters}
      next={next}
      csv="deliveries.csv"
      empty={
        <MessagePage
          icon={<Send size={28} />}
          title={t("webhooks.noDeliveries")}
          text={t("webhooks.noDeliveriesText")}
        />
      }
    />
  );
}
