import type { MarketplaceSettings } from "@api/types.ts";
import { queryClient } from "@api/client.ts";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { Plus, Trash2 } from "lucide-react";
import { useFieldArray } from "react-hook-form";
import * as v from "valibot";
import { EditorConflict } from "../../forms/conflict-panel.tsx";
import { EditorForm } from "../../forms/editor-form.tsx";
import { CheckInput, TextArea, TextInput } from "../../forms/inputs.tsx";
import { optional, required } from "../../forms/rules.ts";
import { useEditor } from "../../forms/use-editor.ts";
import { Panel } from "../../layout/page.tsx";
import { text, useText } from "../../texts/stores.ts";
import { saveSettings, settingsQuery } from "./queries.ts";

const KINDS = ["profile", "address", "tax_id", "terms", "payout"] as const;
const MOST = 10;

const schema = v.object({
  supportEmail: optional(254),
  termsUrl: optional(500),
  termsVersion: required(40),
  required: v.object({
    profile: v.boolean(),
    address: v.boolean(),
    tax_id: v.boolean(),
    terms: v.boolean(),
    payout: v.boolean(),
  }),
  customSteps: v.array(v.object({ key: v.string(), title: required(120), description: optional(1000) })),
});

type Values = v.InferOutput<typeof schema>;

const valuesOf = (settings: MarketplaceSettings): Values => ({
  supportEmail: settings.supportEmail,
  termsUrl: settings.termsUrl,
  termsVersion: settings.termsVersion,
  required: {
    profile: settings.requiredSteps.includes("profile"),
    address: settings.requiredSteps.includes("address"),
    tax_id: settings.requiredSteps.includes("tax_id"),
    terms: settings.requiredSteps.includes("terms"),
    payout: settings.requiredSteps.includes("payout"),
  },
  customSteps: settings.customSteps.map(({ key, title, description }) => ({
    key,
    title,
    description: description ?? "",
  })),
});

/** What is decided about the marketplace: how stores come in, and whom to ask. */
export function SettingsForm({ settings }: { settings: MarketplaceSettings }) {
  const t = useText();
  const editor = useEditor({
    schema,
    values: valuesOf(settings),
    save: async ({ required: wanted, ...values }) =>
      valuesOf(await saveSettings({ ...values, requiredSteps: KINDS.filter((kind) => wanted[kind]) })),
    onSaved: () => toast(text("stores.saved")),
    words: { settings_invalid: t("stores.settingsInvalid") },
  });
  const steps = useFieldArray({ control: editor.form.control, name: "customSteps" });
  return (
    <EditorForm editor={editor} submit={t("stores.save")}>
      <EditorConflict
        editor={editor}
        reload={async () => valuesOf(await queryClient.fetchQuery(settingsQuery()))}
      />
      <Panel title={t("stores.marketContact")}>
        <TextInput
          editor={editor}
          name="supportEmail"
          type="email"
          label={t("stores.supportEmail")}
          hint={t("stores.supportEmailHint")}
          optional
        />
      </Panel>
      <Panel title={t("stores.onboardingSteps")} lead={t("stores.onboardingStepsLead")}>
        <fieldset className="grid gap-2">
          <legend className="sr-only">{t("stores.onboardingSteps")}</legend>
          {KINDS.map((kind) => (
            <CheckInput key={kind} editor={editor} name={`required.${kind}`}>
              {t(`stores.step.${kind}`)}
            </CheckInput>
          ))}
        </fieldset>
        <div className="mt-5 grid gap-5 sm:grid-cols-2">
          <TextInput
            editor={editor}
            name="termsUrl"
            type="url"
            label={t("stores.termsUrl")}
            hint={t("stores.termsUrlHint")}
            optional
          />
          <TextInput
            editor={editor}
            name="termsVersion"
            label={t("stores.termsVersion")}
            hint={t("stores.termsVersionHint")}
          />
        </div>
      </Panel>
      <Panel
        title={t("stores.ownSteps")}
        lead={t("stores.ownStepsLead")}
        action={
          steps.fields.length < MOST && (
            <Button
              size="sm"
              variant="outline"
              onClick={() => steps.append({ key: crypto.randomUUID(), title: "", description: "" })}
            >
              <Plus size={16} aria-hidden />
              {t("stores.addStep")}
            </Button>
          )
        }
      >
        {steps.fields.length === 0 ? (
          <p className="text-muted text-sm">{t("stores.noOwnSteps")}</p>
        ) : (
          <ul className="divide-line -my-4 divide-y">
            {steps.fields.map((field, at) => (
              <li key={field.id} className="grid gap-4 py-5">
                <TextInput
                  editor={editor}
                  name={`customSteps.${at}.title`}
                  label={t("stores.stepTitle")}
                  maxLength={120}
                />
                <TextArea
                  editor={editor}
                  name={`customSteps.${at}.description`}
                  label={t("stores.stepText")}
                  rows={2}
                  optional
                />
                <div>
                  <Button
                    size="sm"
                    variant="danger"
                    aria-label={t("stores.removeStep", { number: at + 1 })}
                    onClick={() => steps.remove(at)}
                  >
                    <Trash2 size={16} aria-hidden />
                    {t("stores.remove")}
                  </Button>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </EditorForm>
  );
}
