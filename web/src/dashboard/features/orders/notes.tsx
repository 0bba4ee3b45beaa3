import { ApiError } from "@api/problem.ts";
import type { MerchantOrder } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { TextAreaField } from "@ui/text-area-field.tsx";
import { toast } from "@ui/toast.ts";
import { useState } from "react";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { ProblemBox } from "../../layout/problem-box.tsx";
import { text, useText } from "../../texts/orders.ts";
import { addNote, type OrderRef } from "./queries.ts";

/** What the team tells itself about an order. */
export function Notes({ order, orderRef }: { order: MerchantOrder; orderRef: OrderRef }) {
  const t = useText();
  const [body, setBody] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = async () => {
    if (busy || !body.trim()) return;
    setBusy(true);
    setError(undefined);
    try {
      await addNote(orderRef, body.trim());
      setBody("");
      toast(text("orders.noteAdded"));
    } catch (failure) {
      setError(failure);
      if (!(failure instanceof ApiError)) throw failure;
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t("orders.notes")} lead={t("orders.notesLead")}>
      {order.notes.length === 0 ? (
        <p className="text-muted text-sm">{t("orders.noNotes")}</p>
      ) : (
        <ol className="grid gap-3 text-sm">
          {order.notes.map((note) => (
            <li key={note.id} className="bg-sunken rounded-2xl p-4">
              <p className="break-words whitespace-pre-wrap">{note.body}</p>
              <p className="text-muted mt-1">
                {note.authorName || t("orders.somebody")} · <Moment at={note.createdAt} />
              </p>
            </li>
          ))}
        </ol>
      )}
      <form
        noValidate
        className="mt-4 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <ProblemBox error={error} />
        <TextAreaField
          id="note"
          label={t("orders.note")}
          rows={2}
          maxLength={2000}
          value={body}
          onChange={(event) => setBody(event.target.value)}
        />
        <Button type="submit" variant="outline" size="sm" busy={busy} className="justify-self-end">
          {t("orders.addNote")}
        </Button>
      </form>
    </Panel>
  );
}
