import type { MerchantOrder } from "@api/types.ts";
import { Button, buttonClass } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { Link } from "@tanstack/react-router";
import { FileText, Printer, Truck } from "lucide-react";
import { useState } from "react";
import { problemText } from "../../layout/problem-text.ts";
import { text, useText } from "../../texts/orders.ts";
import { CancelDialog } from "./cancel-dialog.tsx";
import { waiting } from "./pieces.ts";
import { deliverAll, type OrderRef } from "./queries.ts";
import { RefundDialog } from "./refund-dialog.tsx";
import { ShipDialog } from "./ship-dialog.tsx";

type Props = { order: MerchantOrder; orderRef: OrderRef; store: string };

/** What the state of an order allows, the next step first. */
export function OrderActions({ order, orderRef, store }: Props) {
  const t = useText();
  const [asks, setAsks] = useState<"ship" | "cancel" | "refund">();
  const [busy, setBusy] = useState(false);
  const isWaiting = order.status === "processing" && order.items.some((item) => waiting(item) > 0);
  const isOnItsWay = order.shipments.some((shipment) => !shipment.deliveredAt);
  const arrived = async () => {
    setBusy(true);
    try {
      await deliverAll(orderRef);
      toast(text("orders.delivered"));
    } catch (error) {
      toast(problemText(error), { tone: "error" });
    } finally {
      setBusy(false);
    }
  };
  const close = () => setAsks(undefined);
  const params = { store, storeOrderId: order.id };
  return (
    <>
      {isWaiting && (
        <Button size="sm" onClick={() => setAsks("ship")}>
          <Truck size={16} aria-hidden />
          {t("orders.ship")}
        </Button>
      )}
      {isOnItsWay && !isWaiting && (
        <Button size="sm" busy={busy} onClick={() => void arrived()}>
          {t("orders.deliver")}
        </Button>
      )}
      <Link
        to="/dashboard/stores/$store/orders/$storeOrderId/packing-slip"
        params={params}
        className={buttonClass({ variant: "outline", size: "sm" })}
      >
        <Printer size={16} aria-hidden />
        {t("orders.slip")}
      </Link>
      {order.hasInvoice && (
        <Link
          to="/dashboard/stores/$store/orders/$storeOrderId/invoice"
          params={params}
          className={buttonClass({ variant: "outline", size: "sm" })}
        >
          <FileText size={16} aria-hidden />
          {t("orders.invoice")}
        </Link>
      )}
      {order.refundable.amount > 0 && order.status !== "awaiting_payment" && order.status !== "cancelled" && (
        <Button variant="outline" size="sm" onClick={() => setAsks("refund")}>
          {t("orders.refund")}
        </Button>
      )}
      {isWaiting && (
        <Button variant="danger" size="sm" onClick={() => setAsks("cancel")}>
          {t("orders.cancel")}
        </Button>
      )}
      {asks === "ship" && <ShipDialog order={order} orderRef={orderRef} onClose={close} />}
      {asks === "cancel" && <CancelDialog order={order} orderRef={orderRef} onClose={close} />}
      {asks === "refund" && <RefundDialog order={order} orderRef={orderRef} onClose={close} />}
    </>
  );
}
