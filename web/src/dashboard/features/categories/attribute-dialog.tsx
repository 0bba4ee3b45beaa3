import type { Attribute, AttributeKind } from "@api/types.ts";
import { Drawer } from "@ui/drawer.tsx";
import { toast } from "@ui/toast.ts";
import { useWatch } from "react-hook-form";
import * as v from "valibot";
import { EditorForm } from "../../forms/editor-form.tsx";
import { CheckInput, SelectInput, TextArea, TextInput } from "../../forms/inputs.tsx";
import { oneOf, optional, required } from "../../forms/rules.ts";
import { useEditor } from "../../forms/use-editor.ts";
import { useText } from "../../texts/categories.ts";
import { type AttributeValues, createAttribute, replaceAttribute } from "./queries.ts";

const KINDS = ["text", "number", "boolean", "choice"] as const satisfies AttributeKind[];

const schema = v.pipe(
  v.object({
    name: required(100),
    kind: oneOf(KINDS),
    unit: optional(20),
    choices: v.string(),
    required: v.boolean(),
    filterable: v.boolean(),
  }),
  v.forward(
    v.check(({ kind, choices }) => kind !== "choice" || linesOf(choices).length > 0, "field.required"),
    ["choices"],
  ),
);

const linesOf = (text: string) => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

/** The form of an attribute. Its kind stays while products have values. */
export function AttributeDialog({
  categoryId,
  attribute,
  position,
  onClose,
}: {
  categoryId: string;
  attribute: Attribute | undefined;
  position: number;
  onClose: () => void;
}) {
  const t = useText();
  const editor = useEditor({
    schema,
    values: {
      name: attribute?.name ?? "",
      kind: attribute?.kind ?? "text",
      unit: attribute?.unit ?? "",
      choices: (attribute?.choices ?? []).join("\n"),
      required: attribute?.required ?? false,
      filterable: attribute?.filterable ?? false,
    },
    save: async (values) => {
      const sent: AttributeValues = { ...values, choices: linesOf(values.choices) };
      if (attribute) await replaceAttribute(attribute, sent);
      else await createAttribute(categoryId, sent, position);
    },
    onSaved: () => {
      toast(t("categories.saved"));
      onClose();
    },
    words: { attribute_in_use: t("categories.inUse"), attribute_taken: t("categories.attributeTaken") },
  });
  const kind = useWatch({ control: editor.form.control, name: "kind" });
  return (
    <Drawer
      side="center"
      title={
        attribute ? t("categories.editAttribute", { name: attribute.name }) : t("categories.newAttribute")
      }
      onClose={onClose}
    >
      <div className="p-5">
        <EditorForm editor={editor} submit={t("categories.save")}>
          <TextInput editor={editor} name="name" label={t("categories.name")} maxLength={100} />
          <SelectInput editor={editor} name="kind" label={t("categories.kind")}>
            {KINDS.map((value) => (
              <option key={value} value={value}>
                {t(`categories.kind.${value}`)}
              </option>
            ))}
          </SelectInput>
          {kind === "number" && (
            <TextInput editor={editor} name="unit" label={t("categories.unit")} maxLength={20} optional />
          )}
          {kind === "choice" && (
            <TextArea
              editor={editor}
              name="choices"
              label={t("categories.choices")}
              hint={t("categories.choicesHint")}
              rows={5}
            />
          )}
          <CheckInput editor={editor} name="required" hint={t("categories.requiredHint")}>
            {t("categories.required")}
          </CheckInput>
          <CheckInput editor={editor} name="filterable">
            {t("categories.filterable")}
          </CheckInput>
        </EditorForm>
      </div>
    </Drawer>
  );
}
