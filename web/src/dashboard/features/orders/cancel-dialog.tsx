import type { MerchantOrder } from "@api/types.ts";
import { useMoney } from "@ui/money.ts";
import { toast } from "@ui/toast.ts";
import { useState } from "react";
import { text, useText } from "../../texts/orders.ts";
import { useKeyOf } from "./once.ts";
import { allOf, quantities, waiting, worth } from "./pieces.ts";
import { PiecesInput } from "./pieces-input.tsx";
import { cancelItems, type OrderRef } from "./queries.ts";
import { ReasonField } from "./reason-field.tsx";
import { WorkDialog } from "./work-dialog.tsx";

type Props = { order: MerchantOrder; orderRef: OrderRef; onClose: () => void };

/** Takes back what is not shipped. */
export function CancelDialog({ order, orderRef, onClose }: Props) {
  const t = useText();
  const money = useMoney();
  const keyOf = useKeyOf();
  const [chosen, setChosen] = useState(() => allOf(order, waiting));
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<{ pieces?: string; reason?: string }>({});
  const ready = () => {
    const found = {
      ...(quantities(chosen).length === 0 && { pieces: text("orders.chooseSome") }),
      ...(!reason.trim() && { reason: text("orders.reasonNeeded") }),
    };
    setWrong(found);
    return Object.keys(found).length === 0;
  };
  const act = () => {
    const body = { items: quantities(chosen), reason: reason.trim() };
    return cancelItems(orderRef, { key: keyOf(body), version: order.version }, body);
  };
  // What was refunded before does not go back twice.
  const amount = Math.min(worth(order, chosen), order.refundable.amount);
  return (
    <WorkDialog
      title={t("orders.cancelTitle")}
      lead={t("orders.cancelText")}
      submit={t("orders.cancelling")}
      danger
      ready={ready}
      act={act}
      onDone={() => {
        toast(text("orders.cancelled"));
        onClose();
      }}
      onClose={onClose}
    >
      <PiecesInput
        legend={t("orders.items")}
        order={order}
        left={waiting}
        chosen={chosen}
        onChange={setChosen}
        error={wrong.pieces}
      />
      <ReasonField value={reason} onChange={setReason} error={wrong.reason} />
      <p aria-live="polite" className="text-sm font-medium">
        {t("orders.moneyBack", { amount: money({ ...order.refundable, amount }) })}
      </p>
    </WorkDialog>
  );
}
