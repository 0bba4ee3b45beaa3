import { useNavigate } from "@tanstack/react-router";
import * as v from "valibot";
import { EditorForm } from "../../forms/editor-form.tsx";
import { TextInput } from "../../forms/inputs.tsx";
import { optional, required } from "../../forms/rules.ts";
import { useEditor } from "../../forms/use-editor.ts";
import { Panel } from "../../layout/page.tsx";
import { refreshMyStores } from "../../session/my-stores.ts";
import { useText } from "../../texts/stores.ts";
import { applyForStore } from "./queries.ts";

const schema = v.object({ name: required(100), slug: optional(60) });

/** Applies for a store; then its checklist is shown. */
export function ApplyForm() {
  const t = useText();
  const navigate = useNavigate();
  const editor = useEditor({
    schema,
    values: { name: "", slug: "" },
    save: async ({ name, slug }) => {
      const store = await applyForStore(name, slug.toLowerCase());
      await refreshMyStores();
      void navigate({
        to: "/dashboard/stores/$store/onboarding",
        params: { store: store.slug },
        replace: true,
        ignoreBlocker: true,
      });
    },
    words: {
      store_slug_taken: t("stores.slugTaken"),
      too_many_applications: t("stores.tooMany"),
      store_invalid: t("stores.nameInvalid"),
    },
  });
  return (
    <EditorForm editor={editor} submit={t("stores.apply")}>
      <Panel title={t("stores.applyTitle")}>
        <div className="grid gap-5">
          <TextInput
            editor={editor}
            name="name"
            label={t("stores.name")}
            autoComplete="organization"
            maxLength={100}
          />
          <TextInput
            editor={editor}
            name="slug"
            label={t("stores.slug")}
            hint={t("stores.slugHint", { address: `${location.origin}/stores/` })}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={60}
            optional
          />
        </div>
      </Panel>
    </EditorForm>
  );
}
