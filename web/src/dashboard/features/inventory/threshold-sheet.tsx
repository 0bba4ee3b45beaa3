import type { InventoryLevel } from "@api/types.ts";
import { TextField } from "@ui/field.tsx";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useText } from "../../texts/inventory.ts";
import { FormSheet } from "./form-sheet.tsx";
import { nameOf, setLowAt, settingsQuery } from "./queries.ts";
import { useSaving } from "./use-saving.ts";

type Props = { storeId: string; row: InventoryLevel; onClose: () => void };

/** Says at how many pieces a variant is low, or leaves it to the store. */
export function ThresholdSheet({ storeId, row, onClose }: Props) {
  const t = useText();
  const id = useId();
  const { lowAt } = useSuspenseQuery(settingsQuery(storeId)).data;
  const [typed, setTyped] = useState(row.lowAtIsOwn ? String(row.lowAt) : "");
  const [wrong, setWrong] = useState(false);
  const { busy, error, run } = useSaving();
  const submit = () => {
    if (!/^\s*\d{0,6}\s*$/.test(typed)) return setWrong(true);
    void run(async () => {
      await setLowAt(storeId, row.variantId, typed.trim() === "" ? null : Number(typed));
      onClose();
    });
  };
  return (
    <FormSheet
      title={t("inventory.thresholdTitle")}
      lead={<strong className="text-ink font-semibold">{nameOf(row)}</strong>}
      error={error}
      busy={busy}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        id={`${id}-low-at`}
        label={t("inventory.thresholdOwn")}
        hint={t("inventory.thresholdHint", { count: lowAt })}
        error={wrong ? t("inventory.notANumber") : undefined}
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          setWrong(false);
          setTyped(event.target.value);
        }}
      />
    </FormSheet>
  );
}
