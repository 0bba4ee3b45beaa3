import { ApiError } from "@api/problem.ts";
import { Button } from "@ui/button.tsx";
import { Drawer } from "@ui/drawer.tsx";
import { type ReactNode, useState } from "react";
import { ProblemBox } from "../../layout/problem-box.tsx";
import { text, useText } from "../../texts/orders.ts";

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
export function WorkDialog({ title, lead, submit, danger, ready, act, onDone, onClose, children }: Props) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await act();
      onDone();
    } catch (failure) {
      setError(failure);
      if (!(failure instanceof ApiError)) throw failure;
    } finally {
      setBusy(false);
    }
  };
  return (
    <Drawer side="center" title={title} onClose={onClose}>
      <form
        noValidate
        className="grid gap-5 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && ready()) void send();
        }}
      >
        {lead && <p className="text-muted text-sm leading-relaxed">{lead}</p>}
        {children}
        <div>
          <ProblemBox error={error} words={words()} />
          <div className="flex flex-wrap justify-end gap-3">
            <Button variant="ghost" onClick={onClose}>
              {t("confirm.cancel")}
            </Button>
            <Button type="submit" variant={danger ? "danger" : "primary"} busy={busy}>
              {submit}
            </Button>
          </div>
        </div>
      </form>
    </Drawer>
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
