import type { MerchantOrder, Shipment } from "@api/types.ts";
import { toast } from "@ui/toast.ts";
import { text, useText } from "../../texts/orders.ts";
import { changeTracking, type OrderRef } from "./queries.ts";
import { TrackingFields, useTracking } from "./tracking-fields.tsx";
import { WorkDialog } from "./work-dialog.tsx";

type Props = { order: MerchantOrder; orderRef: OrderRef; shipment: Shipment; onClose: () => void };

/** Corrects how a parcel can be followed. */
export function TrackingDialog({ order, orderRef, shipment, onClose }: Props) {
  const t = useText();
  const tracking = useTracking(shipment);
  return (
    <WorkDialog
      title={t("orders.editTracking")}
      submit={t("orders.save")}
      ready={tracking.check}
      act={() => changeTracking(orderRef, shipment.id, order.version, tracking.body())}
      onDone={() => {
        toast(text("orders.trackingSaved"));
        onClose();
      }}
      onClose={onClose}
    >
      <TrackingFields tracking={tracking} />
    </WorkDialog>
  );
}
