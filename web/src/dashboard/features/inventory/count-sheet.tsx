import type { InventoryLevel } from "@api/types.ts";
import { newUuid } from "@api/uuid.ts";
import { TextField } from "@ui/field.tsx";
import { toast } from "@ui/toast.ts";
import { useId, useState } from "react";
import { useText } from "../../texts/inventory.ts";
import { FormSheet } from "./form-sheet.tsx";
import { countAll, nameOf } from "./queries.ts";
import { useSaving } from "./use-saving.ts";

type Props = {
  storeId: string;
  rows: readonly InventoryLevel[];
  onDone: () => void;
  onClose: () => void;
};

/** Counts several variants at once, all or none. What is left empty is not counted. */
export function CountSheet({ storeId, rows, onDone, onClose }: Props) {
  const t = useText();
  const id = useId();
  const [counts, setCounts] = useState<Record<string, string>>({});
  const [wrong, setWrong] = useState<string>();
  const [key, setKey] = useState(newUuid);
  const { busy, error, run } = useSaving();
  const submit = () => {
    const items: { variantId: string; count: number }[] = [];
    for (const { variantId } of rows) {
      const typed = counts[variantId]?.trim() ?? "";
      if (typed === "") continue;
      if (!/^\d{1,6}$/.test(typed)) {
        setWrong(variantId);
        document.getElementById(`${id}-${variantId}`)?.focus();
        return;
      }
      items.push({ variantId, count: Number(typed) });
    }
    if (items.length === 0) {
      document.getElementById(`${id}-${rows[0]?.variantId}`)?.focus();
      return;
    }
    void run(async () => {
      await countAll(storeId, items, key);
      onDone();
      onClose();
      toast(t("inventory.counted", { count: items.length }));
    });
  };
  return (
    <FormSheet
      title={t("inventory.countTitle")}
      lead={t("inventory.countLead")}
      error={error}
      busy={busy}
      onSubmit={submit}
      onClose={onClose}
    >
      {rows.map((row) => (
        <TextField
          key={row.variantId}
          id={`${id}-${row.variantId}`}
          label={nameOf(row)}
          hint={t("inventory.nowLeft", { count: row.quantityAvailable })}
          error={wrong === row.variantId ? t("inventory.notANumber") : undefined}
          inputMode="numeric"
          autoComplete="off"
          value={counts[row.variantId] ?? ""}
          onChange={(event) => {
            setWrong(undefined);
            setKey(newUuid());
            setCounts({ ...counts, [row.variantId]: event.target.value });
          }}
        />
      ))}
    </FormSheet>
  );
}
