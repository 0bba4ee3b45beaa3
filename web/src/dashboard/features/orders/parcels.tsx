import type { MerchantOrder, Shipment } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { Moment } from "../../layout/moment.tsx";
import { Panel, TEXT_LINK } from "../../layout/page.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { text, useText } from "../../texts/orders.ts";
import { nameOf } from "./pieces.ts";
import { deliverOne, type OrderRef } from "./queries.ts";
import { TrackingDialog } from "./tracking-dialog.tsx";

type Props = { order: MerchantOrder; orderRef: OrderRef };

/** The parcels of an order, the first one first. */
export function Parcels({ order, orderRef }: Props) {
  const t = useText();
  const [edited, setEdited] = useState<Shipment>();
  return (
    <Panel title={t("orders.parcels")}>
      {order.shipments.length === 0 ? (
        <p className="text-muted text-sm">{t("orders.noParcels")}</p>
      ) : (
        <ol className="divide-line -my-4 divide-y">
          {order.shipments.map((shipment, at) => (
            <li key={shipment.id} className="grid gap-3 py-4 text-sm">
              <Parcel
                order={order}
                orderRef={orderRef}
                shipment={shipment}
                number={at + 1}
                onEdit={() => setEdited(shipment)}
              />
            </li>
          ))}
        </ol>
      )}
      {edited && (
        <TrackingDialog
          order={order}
          orderRef={orderRef}
          shipment={edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Panel>
  );
}

function Parcel({
  order,
  orderRef,
  shipment,
  number,
  onEdit,
}: Props & { shipment: Shipment; number: number; onEdit: () => void }) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const arrived = async () => {
    setBusy(true);
    try {
      await deliverOne(orderRef, shipment.id);
      toast(text("orders.delivered"));
    } catch (error) {
      toast(problemText(error), { tone: "error" });
    } finally {
      setBusy(false);
    }
  };
  const names = new Map(order.items.map((item) => [item.id, nameOf(item)]));
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">{t("orders.parcel", { number })}</h3>
        <Badge tone={shipment.deliveredAt ? "neutral" : "accent"}>
          {shipment.deliveredAt ? t("orders.arrivedAt") : t("orders.onItsWay")}
        </Badge>
      </div>
      <p>
        {shipment.carrierName} ·{" "}
        {shipment.trackingUrl ? (
          <a href={shipment.trackingUrl} target="_blank" rel="noreferrer" className={TEXT_LINK}>
            <span className="sr-only">{t("orders.follow", { number })}: </span>
            <span className="num break-all">{shipment.trackingNumber || shipment.trackingUrl}</span>
            <ExternalLink size={14} aria-hidden className="ml-1 inline" />
          </a>
        ) : (
          <span className="num break-all">{shipment.trackingNumber || t("orders.noTracking")}</span>
        )}
      </p>
      <ul className="text-muted">
        {shipment.items.map(({ itemId, quantity }) => (
          <li key={itemId}>
            {quantity} × {names.get(itemId)}
          </li>
        ))}
      </ul>
      <p className="text-muted">
        {t("orders.sentAt")}: <Moment at={shipment.shippedAt} />
        {shipment.deliveredAt && (
          <>
            {" · "}
            {t("orders.arrivedAt")}: <Moment at={shipment.deliveredAt} />
          </>
        )}
      </p>
      <div className="flex flex-wrap gap-2">
        {!shipment.deliveredAt && (
          <Button variant="outline" size="sm" busy={busy} onClick={() => void arrived()}>
            {t("orders.deliverOne")}
          </Button>
        )}
        <Button
          variant="ghost"
          size="sm"
          onClick={onEdit}
          aria-label={t("orders.editTrackingOf", { number })}
        >
          {t("orders.editTracking")}
        </Button>
      </div>
    </>
  );
}
