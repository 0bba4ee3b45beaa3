import { ApiError } from "@api/problem.ts";
import { queryClient } from "@api/client.ts";
import { Checkbox } from "@ui/checkbox.tsx";
import { TextField } from "@ui/field.tsx";
import { toast } from "@ui/toast.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useText } from "../../texts/inventory.ts";
import { FormSheet } from "./form-sheet.tsx";
import { saveSettings, settingsQuery } from "./queries.ts";
import { useSaving } from "./use-saving.ts";

/** From how many pieces on a store's stock is low, and whether one is written to. */
export function SettingsSheet({ storeId, onClose }: { storeId: string; onClose: () => void }) {
  const t = useText();
  const id = useId();
  const now = useSuspenseQuery(settingsQuery(storeId)).data;
  const [lowAt, setLowAt] = useState(String(now.lowAt));
  const [mails, setMails] = useState(now.alertMails);
  const [wrong, setWrong] = useState(false);
  const { busy, error, run } = useSaving();
  const submit = () => {
    if (!/^\s*\d{1,6}\s*$/.test(lowAt)) return setWrong(true);
    void run(async () => {
      const change = {
        ...(Number(lowAt) !== now.lowAt && { lowAt: Number(lowAt) }),
        ...(mails !== now.alertMails && { alertMails: mails }),
      };
      try {
        if (Object.keys(change).length > 0) await saveSettings(storeId, now.version, change);
      } catch (failure) {
        // What somebody else saved is shown beside what was typed here.
        if (failure instanceof ApiError && failure.status === 412)
          await queryClient.refetchQueries({ queryKey: settingsQuery(storeId).queryKey });
        throw failure;
      }
      onClose();
      toast(t("inventory.settingsSaved"));
    });
  };
  return (
    <FormSheet
      title={t("inventory.settingsTitle")}
      error={error}
      words={{ inventory_settings_changed: t("inventory.settingsChanged", { count: now.lowAt }) }}
      busy={busy}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        id={`${id}-low-at`}
        label={t("inventory.settingsLowAt")}
        hint={t("inventory.settingsLowAtHint")}
        error={wrong ? t("inventory.notANumber") : undefined}
        inputMode="numeric"
        autoComplete="off"
        value={lowAt}
        onChange={(event) => {
          setWrong(false);
          setLowAt(event.target.value);
        }}
      />
      <Checkbox
        id={`${id}-mails`}
        hint={t("inventory.settingsMailsHint")}
        checked={mails}
        onChange={(event) => setMails(event.target.checked)}
      >
        {t("inventory.settingsMails")}
      </Checkbox>
    </FormSheet>
  );
}
