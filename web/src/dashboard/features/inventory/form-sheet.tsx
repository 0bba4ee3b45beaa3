import { Button } from "@ui/button.tsx";
import { Drawer } from "@ui/drawer.tsx";
import { type ReactNode, useId } from "react";
import { ProblemBox } from "../../layout/problem-box.tsx";
import { useText } from "../../texts/inventory.ts";
import { stockWords } from "./stock-cell.tsx";

type Props = {
  title: string;
  lead?: ReactNode;
  error: unknown;
  words?: Record<string, string>;
  busy: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** A small form in a sheet. */
export function FormSheet({ title, lead, error, words, busy, onSubmit, onClose, children }: Props) {
  const t = useText();
  const id = useId();
  return (
    <Drawer
      title={title}
      side="right"
      onClose={onClose}
      footer={
        <Button type="submit" form={id} className="w-full" busy={busy}>
          {t("inventory.submit")}
        </Button>
      }
    >
      <form
        id={id}
        noValidate
        className="grid gap-5 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {lead && <div className="text-muted text-sm">{lead}</div>}
        <ProblemBox error={error} words={{ ...stockWords(), ...words }} />
        {children}
      </form>
    </Drawer>
  );
}
