import type { MerchantOrder } from "@api/types.ts";
import { Checkbox } from "@ui/checkbox.tsx";
import { TextField } from "@ui/field.tsx";
import { currencySign, decimal, parseDecimal, useMoney } from "@ui/money.ts";
import { toast } from "@ui/toast.ts";
import { useState } from "react";
import { text, useText } from "../../texts/orders.ts";
import { useKeyOf } from "./once.ts";
import { type Chosen, quantities, refundable, worth } from "./pieces.ts";
import { PiecesInput } from "./pieces-input.tsx";
import { type OrderRef, refundItems } from "./queries.ts";
import { ReasonField } from "./reason-field.tsx";
import { WorkDialog } from "./work-dialog.tsx";

type Props = { order: MerchantOrder; orderRef: OrderRef; onClose: () => void };

/** Gives money back: for chosen pieces what they cost or less, without any an amount. */
export function RefundDialog({ order, orderRef, onClose }: Props) {
  const t = useText();
  const money = useMoney();
  const keyOf = useKeyOf();
  const [chosen, setChosen] = useState<Chosen>({});
  /** What was typed; until then the amount follows the pieces. */
  const [typed, setTyped] = useState<string>();
  const [reason, setReason] = useState("");
  const [restock, setRestock] = useState(false);
  const [wrong, setWrong] = useState<{ amount?: string; reason?: string }>({});
  const { currency } = order.refundable;
  const items = quantities(chosen);
  const left = order.refundable.amount;
  const most = items.length > 0 ? Math.min(worth(order, chosen), left) : left;
  const follows = items.length > 0 ? decimal(most, currency) : "";
  const amount = parseDecimal(typed ?? follows, currency) ?? 0;
  const of = (minor: number) => money({ amount: minor, currency });
  const ready = () => {
    const found = {
      ...((amount < 1 || amount > most) && {
        amount: text("orders.amountWrong", { amount: of(most) }),
      }),
      ...(!reason.trim() && { reason: text("orders.reasonNeeded") }),
    };
    setWrong(found);
    return Object.keys(found).length === 0;
  };
  const act = () => {
    const body = {
      ...(items.length > 0 && { items }),
      amount,
      reason: reason.trim(),
      restock: restock && items.length > 0,
    };
    return refundItems(orderRef, { key: keyOf(body), version: order.version }, body);
  };
  return (
    <WorkDialog
      title={t("orders.refundTitle")}
      lead={t("orders.refundText", { amount: of(left) })}
      submit={amount > 0 ? t("orders.refundSubmit", { amount: of(amount) }) : t("orders.refund")}
      danger
      ready={ready}
      act={act}
      onDone={() => {
        toast(text("orders.refundDone", { amount: of(amount) }));
        onClose();
      }}
      onClose={onClose}
    >
      {order.items.some((item) => refundable(item) > 0) && (
        <PiecesInput
          legend={t("orders.refundItems")}
          order={order}
          left={refundable}
          chosen={chosen}
          onChange={(next) => {
            setChosen(next);
            setTyped(undefined);
          }}
        />
      )}
      {items.length > 0 && (
        <Checkbox id="restock" checked={restock} onChange={(event) => setRestock(event.target.checked)}>
          {t("orders.restock")}
        </Checkbox>
      )}
      <TextField
        id="refund-amount"
        label={t("orders.refundAmount")}
        inputMode="decimal"
        autoComplete="off"
        value={typed ?? follows}
        onChange={(event) => setTyped(event.target.value)}
        error={wrong.amount}
        {...(items.length > 0 && { hint: t("orders.refundAmountHint", { amount: of(most) }) })}
        after={
          <span aria-hidden className="text-muted grid h-11 place-items-center px-3 text-sm">
            {currencySign(currency)}
          </span>
        }
      />
      <ReasonField value={reason} onChange={setReason} error={wrong.reason} />
    </WorkDialog>
  );
}
