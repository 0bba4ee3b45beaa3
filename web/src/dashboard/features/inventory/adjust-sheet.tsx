import type { InventoryLevel } from "@api/types.ts";
import { newUuid } from "@api/uuid.ts";
import { SelectField, TextField } from "@ui/field.tsx";
import { TextAreaField } from "@ui/text-area-field.tsx";
import { useId, useState } from "react";
import { useText } from "../../texts/inventory.ts";
import { FormSheet } from "./form-sheet.tsx";
import { adjust, type AdjustmentReason, nameOf } from "./queries.ts";
import { tellSaved } from "./stock-cell.tsx";
import { typedStock } from "./typed-stock.ts";
import { useSaving } from "./use-saving.ts";

const KINDS = ["add", "remove", "count"] as const;
type Kind = (typeof KINDS)[number];

const REASONS: Record<Kind, readonly AdjustmentReason[]> = {
  add: ["received", "return", "correction"],
  remove: ["loss", "correction"],
  count: ["count"],
};

/** Changes a variant's stock, with why and a note. */
export function AdjustSheet({
  storeId,
  row,
  onClose,
}: {
  storeId: string;
  row: InventoryLevel;
  onClose: () => void;
}) {
  const t = useText();
  const id = useId();
  const [kind, setKind] = useState<Kind>("add");
  const [reason, setReason] = useState<AdjustmentReason>("received");
  const [pieces, setPieces] = useState("");
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState(false);
  // The same form sent again is the same request.
  const [key, setKey] = useState(newUuid);
  const { busy, error, run } = useSaving();
  const change = (set: () => void) => {
    set();
    setWrong(false);
    setKey(newUuid());
  };
  const submit = () => {
    const sign = { add: "+", remove: "-", count: "" }[kind];
    const typed = /^\s*\d+\s*$/.test(pieces) ? typedStock(sign + pieces.trim()) : undefined;
    if (!typed) {
      setWrong(true);
      document.getElementById(`${id}-pieces`)?.focus();
      return;
    }
    void run(async () => {
      const moved = await adjust(
        storeId,
        row.variantId,
        { ...typed, reason, ...(note.trim() && { note }) },
        key,
      );
      onClose();
      tellSaved(storeId, row.variantId, nameOf(row), moved);
    });
  };
  return (
    <FormSheet
      title={t("inventory.adjustTitle")}
      lead={
        <>
          <strong className="text-ink block font-semibold">{nameOf(row)}</strong>
          {t("inventory.nowLeft", { count: row.quantityAvailable })}
        </>
      }
      error={error}
      busy={busy}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        id={`${id}-kind`}
        label={t("inventory.what")}
        value={kind}
        onChange={(event) =>
          change(() => {
            const next = event.target.value as Kind;
            setKind(next);
            setReason(REASONS[next][0] ?? "correction");
          })
        }
      >
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {t(`inventory.${one}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        id={`${id}-pieces`}
        label={t("inventory.pieces")}
        inputMode="numeric"
        autoComplete="off"
        value={pieces}
        error={wrong ? t("inventory.notANumber") : undefined}
        onChange={(event) => change(() => setPieces(event.target.value))}
      />
      {kind !== "count" && (
        <SelectField
          id={`${id}-reason`}
          label={t("inventory.reason")}
          value={reason}
          onChange={(event) => change(() => setReason(event.target.value as AdjustmentReason))}
        >
          {REASONS[kind].map((one) => (
            <option key={one} value={one}>
              {t(`inventory.reason.${one}`)}
            </option>
          ))}
        </SelectField>
      )}
      <TextAreaField
        id={`${id}-note`}
        label={t("inventory.note")}
        hint={t("inventory.noteHint")}
        optional={t("field.optional")}
        maxLength={500}
        rows={3}
        value={note}
        onChange={(event) => change(() => setNote(event.target.value))}
      />
    </FormSheet>
  );
}
