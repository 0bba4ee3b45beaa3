import { toast } from "@ui/toast.ts";
import { SelectField } from "@ui/field.tsx";
import { Button } from "@ui/button.tsx";
import { useState } from "react";
import * as v from "valibot";
import { EditorForm } from "../../forms/editor-form.tsx";
import { TextInput } from "../../forms/inputs.tsx";
import { required } from "../../forms/rules.ts";
import { useEditor } from "../../forms/use-editor.ts";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { Panel } from "../../layout/page.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { useText } from "../../texts/categories.ts";
import { AttributeList } from "./attribute-list.tsx";
import { deleteCategory, moveCategory, renameCategory } from "./queries.ts";
import { type Branch, placesFor } from "./tree.ts";

const schema = v.object({
  name: required(200),
  slug: v.pipe(v.string(), v.trim(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "categories.slugForm")),
});

/** One category: its name and place, its attributes, and its end. */
export function CategoryEditor({
  category,
  all,
  onGone,
}: {
  category: Branch;
  all: readonly Branch[];
  onGone: () => void;
}) {
  const t = useText();
  const [isAsking, ask] = useState(false);
  const [moveTo, setMoveTo] = useState("");
  const editor = useEditor({
    schema,
    values: { name: category.name, slug: category.slug },
    save: async (values) => {
      await renameCategory(category, values);
    },
    onSaved: () => toast(t("categories.saved")),
    words: { category_taken: t("categories.taken") },
  });
  const hasChildren = all.some((one) => one.parentId === category.id);
  return (
    <>
      <Panel
        title={category.name}
        lead={category.path === category.name ? undefined : category.path}
        action={
          <Button variant="danger" size="sm" disabled={hasChildren} onClick={() => ask(true)}>
            {t("categories.delete")}
          </Button>
        }
      >
        <EditorForm editor={editor} submit={t("categories.save")}>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextInput editor={editor} name="name" label={t("categories.name")} maxLength={200} />
            <TextInput
              editor={editor}
              name="slug"
              label={t("categories.slug")}
              maxLength={200}
              spellCheck={false}
              autoCapitalize="none"
            />
          </div>
        </EditorForm>
        <SelectField
          id="category-parent"
          className="mt-5"
          label={t("categories.parent")}
          value={category.parentId ?? ""}
          onChange={(event) =>
            void moveCategory(category.id, event.target.value || undefined, 10_000).catch((error: unknown) =>
              toast(problemText(error), { tone: "error" }),
            )
          }
        >
          <option value="">{t("categories.noParent")}</option>
          {placesFor(all, category.id).map((one) => (
            <option key={one.id} value={one.id}>
              {one.path}
            </option>
          ))}
        </SelectField>
        {hasChildren && <p className="text-muted mt-3 text-sm">{t("categories.hasChildren")}</p>}
      </Panel>
      <AttributeList category={category} all={all} />
      {isAsking && (
        <ConfirmDialog
          title={t("categories.deleteTitle", { name: category.name })}
          submit={t("categories.delete")}
          danger
          words={{ category_not_empty: t("categories.notEmpty") }}
          act={async () => {
            await deleteCategory(category.id, moveTo || undefined);
          }}
          onDone={() => {
            toast(t("categories.deleted"));
            onGone();
          }}
          onClose={() => ask(false)}
        >
          <p>{t("categories.deleteText")}</p>
          {category.productCount > 0 && (
            <SelectField
              id="category-move-to"
              label={t("categories.moveTo", { count: category.productCount })}
              value={moveTo}
              onChange={(event) => setMoveTo(event.target.value)}
            >
              <option value="">{t("categories.choose")}</option>
              {all
                .filter((one) => one.id !== category.id)
                .map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.path}
                  </option>
                ))}
            </SelectField>
          )}
        </ConfirmDialog>
      )}
    </>
  );
}
