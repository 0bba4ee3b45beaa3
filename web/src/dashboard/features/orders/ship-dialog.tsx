import type { MerchantOrder } from "@api/types.ts";
import { toast } from "@ui/toast.ts";
import { useState } from "react";
import { text, useText } from "../../texts/orders.ts";
import { useKeyOf } from "./once.ts";
import { allOf, quantities, waiting } from "./pieces.ts";
import { PiecesInput } from "./pieces-input.tsx";
import { type OrderRef, ship } from "./queries.ts";
import { TrackingFields, useTracking } from "./tracking-fields.tsx";
import { WorkDialog } from "./work-dialog.tsx";

type Props = { order: MerchantOrder; orderRef: OrderRef; onClose: () => void };

/** Sends a parcel: all that is left, unless less is chosen. */
export function ShipDialog({ order, orderRef, onClose }: Props) {
  const t = useText();
  const keyOf = useKeyOf();
  const tracking = useTracking();
  const [chosen, setChosen] = useState(() => allOf(order, waiting));
  const [wrong, setWrong] = useState<string>();
  const ready = () => {
    const isEmpty = quantities(chosen).length === 0;
    setWrong(isEmpty ? text("orders.chooseSome") : undefined);
    return tracking.check() && !isEmpty;
  };
  const act = () => {
    const body = { items: quantities(chosen), ...tracking.body() };
    return ship(orderRef, { key: keyOf(body), version: order.version }, body);
  };
  return (
    <WorkDialog
      title={t("orders.shipTitle")}
      lead={t("orders.shipText")}
      submit={t("orders.ship")}
      ready={ready}
      act={act}
      onDone={() => {
        toast(text("orders.shipped"));
        onClose();
      }}
      onClose={onClose}
    >
      <PiecesInput
        legend={t("orders.inParcel")}
        order={order}
        left={waiting}
        chosen={chosen}
        onChange={setChosen}
        error={wrong}
      />
      <TrackingFields tracking={tracking} />
    </WorkDialog>
  );
}
