import type { StoreProfile } from "@api/types.ts";
import { queryClient } from "@api/client.ts";
import { toast } from "@ui/toast.ts";
import { useState } from "react";
import * as v from "valibot";
import { EditorConflict } from "../../forms/conflict-panel.tsx";
import { EditorForm } from "../../forms/editor-form.tsx";
import { CheckInput, TextArea, TextInput } from "../../forms/inputs.tsx";
import { optional } from "../../forms/rules.ts";
import { useEditor } from "../../forms/use-editor.ts";
import { Panel } from "../../layout/page.tsx";
import { text, useText } from "../../texts/stores.ts";
import { profileQuery, saveHoliday } from "./queries.ts";

const schema = v.object({ on: v.boolean(), message: optional(500), lastDay: optional(10) });

const DAY_MS = 24 * 60 * 60 * 1000;

/** A day as an input has it, in the reader's time. */
const dayOf = (at: Date) =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

/** The holiday ends when its last day is over. */
const lastDayOf = (until: string | undefined) =>
  until ? dayOf(new Date(new Date(until).getTime() - DAY_MS / 2)) : "";
const endOf = (day: string) => {
  const end = new Date(`${day}T00:00:00`);
  end.setDate(end.getDate() + 1);
  return end.toISOString();
};

const valuesOf = (profile: StoreProfile): v.InferOutput<typeof schema> => ({
  on: profile.holiday !== undefined,
  message: profile.holiday?.message ?? "",
  lastDay: lastDayOf(profile.holiday?.until),
});

/** Begins and ends the store's holiday. */
export function HolidayForm({ profile }: { profile: StoreProfile }) {
  const t = useText();
  const editor = useEditor({
    schema,
    values: valuesOf(profile),
    save: async ({ on, message, lastDay }) =>
      valuesOf(
        await saveHoliday(
          profile.id,
          on ? { on, message, ...(lastDay && { until: endOf(lastDay) }) } : { on },
        ),
      ),
    onSaved: () => toast(text("stores.saved")),
    fieldOf: (path) => (path === "until" ? "lastDay" : path),
    words: { store_invalid: t("stores.holidayPast") },
  });
  const on = editor.form.watch("on");
  const [today] = useState(() => dayOf(new Date()));
  return (
    <EditorForm editor={editor} submit={t("stores.save")}>
      <EditorConflict
        editor={editor}
        reload={async () => valuesOf(await queryClient.fetchQuery(profileQuery(profile.id)))}
      />
      <Panel title={t("stores.holiday")} lead={t("stores.holidayLead")}>
        <div className="grid gap-5">
          <CheckInput editor={editor} name="on">
            {t("stores.holidayOn")}
          </CheckInput>
          {on && (
            <>
              <TextArea
                editor={editor}
                name="message"
                label={t("stores.holidayMessage")}
                hint={t("stores.holidayMessageHint")}
                rows={3}
                optional
              />
              <TextInput
                editor={editor}
                name="lastDay"
                type="date"
                min={today}
                label={t("stores.holidayUntil")}
                hint={t("stores.holidayUntilHint")}
                optional
              />
            </>
          )}
        </div>
      </Panel>
    </EditorForm>
  );
}
