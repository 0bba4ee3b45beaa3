import type { StoreProfile } from "@api/types.ts";
import { queryClient } from "@api/client.ts";
import { toast } from "@ui/toast.ts";
import * as v from "valibot";
import { EditorConflict } from "../../forms/conflict-panel.tsx";
import { EditorForm } from "../../forms/editor-form.tsx";
import { TextArea, TextInput } from "../../forms/inputs.tsx";
import { optional, required } from "../../forms/rules.ts";
import { useEditor } from "../../forms/use-editor.ts";
import { Panel } from "../../layout/page.tsx";
import { refreshMyStores } from "../../session/my-stores.ts";
import { text, useText } from "../../texts/stores.ts";
import { profileQuery, saveProfile } from "./queries.ts";

const schema = v.object({
  name: required(100),
  tagline: optional(150),
  description: optional(5000),
  location: optional(100),
  shippingPolicy: optional(10_000),
  returnsPolicy: optional(10_000),
  privacyPolicy: optional(10_000),
});

const valuesOf = (profile: StoreProfile): v.InferOutput<typeof schema> => ({
  name: profile.name,
  tagline: profile.tagline,
  description: profile.description,
  location: profile.location,
  shippingPolicy: profile.policies.shipping,
  returnsPolicy: profile.policies.returns,
  privacyPolicy: profile.policies.privacy,
});

/** What buyers read of a store. */
export function ProfileForm({ profile }: { profile: StoreProfile }) {
  const t = useText();
  const editor = useEditor({
    schema,
    values: valuesOf(profile),
    save: async (values) => valuesOf(await saveProfile(profile.id, values)),
    onSaved: () => {
      toast(text("stores.saved"));
      void refreshMyStores();
    },
  });
  return (
    <EditorForm editor={editor} submit={t("stores.save")}>
      <EditorConflict
        editor={editor}
        reload={async () => valuesOf(await queryClient.fetchQuery(profileQuery(profile.id)))}
      />
      <Panel title={t("stores.profile")} lead={t("stores.profileLead")}>
        <div className="grid gap-5">
          <TextInput editor={editor} name="name" label={t("stores.name")} maxLength={100} />
          <TextInput
            editor={editor}
            name="tagline"
            label={t("stores.tagline")}
            hint={t("stores.taglineHint")}
            maxLength={150}
            optional
          />
          <TextArea editor={editor} name="description" label={t("stores.description")} rows={6} optional />
          <TextInput editor={editor} name="location" label={t("stores.location")} maxLength={100} optional />
        </div>
      </Panel>
      <Panel title={t("stores.policies")} lead={t("stores.policiesLead")}>
        <div className="grid gap-5">
          <TextArea editor={editor} name="shippingPolicy" label={t("stores.shipping")} rows={5} optional />
          <TextArea editor={editor} name="returnsPolicy" label={t("stores.returns")} rows={5} optional />
          <TextArea editor={editor} name="privacyPolicy" label={t("stores.privacy")} rows={5} optional />
        </div>
      </Panel>
    </EditorForm>
  );
}
