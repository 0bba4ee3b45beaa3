import type { ReactNode } from "react";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { text } from "../../texts/orders.ts";

type Props = {
  title: string;
  lead?: string;
  submit: string;
  danger?: boolean;
  /** Shows what is missing and says whether it can be sent. */
  ready: () => boolean;
  act: () => Promise<void>;
  onDone: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** A form over an order: what is to be done, and what the API has against it. */
export function WorkDialog({ lead, children, ...dialog }: Props) {
  return (
    <ConfirmDialog {...dialog} inputs={children} words={words()}>
      {lead && <p>{lead}</p>}
    </ConfirmDialog>
  );
}

const words = () => ({
  store_order_changed: text("orders.problem.changed"),
  too_many_pieces: text("orders.problem.tooMany"),
  refund_too_high: text("orders.problem.tooHigh"),
  store_order_not_shippable: text("orders.problem.notShippable"),
  pieces_wait: text("orders.problem.wait"),
  tracking_invalid: text("orders.problem.address"),
});
