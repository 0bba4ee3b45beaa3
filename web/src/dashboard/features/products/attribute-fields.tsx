import type { Attribute } from "@api/types.ts";
import { SelectInput, TextInput } from "../../forms/inputs.tsx";
import type { Editor } from "../../forms/use-editor.ts";
import { useText } from "../../texts/products.ts";
import type { ProductValues } from "./product-form.ts";

/** What the category wants to know of a product. */
export function AttributeFields({
  editor,
  attributes,
}: {
  editor: Editor<ProductValues>;
  attributes: readonly Attribute[];
}) {
  const t = useText();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {attributes.map((one) => {
        const frame = {
          editor,
          name: `attributes.${one.id}` as const,
          label: one.unit ? t("products.attributeUnit", { name: one.name, unit: one.unit }) : one.name,
          optional: !one.required,
        };
        if (one.kind === "text") return <TextInput key={one.id} {...frame} maxLength={1000} />;
        if (one.kind === "number")
          return <TextInput key={one.id} {...frame} inputMode="decimal" autoComplete="off" />;
        const choices =
          one.kind === "boolean"
            ? [
                { value: "true", label: t("products.yes") },
                { value: "false", label: t("products.no") },
              ]
            : one.choices.map((value) => ({ value, label: value }));
        return (
          <SelectInput key={one.id} {...frame}>
            <option value="">{t("products.notSaid")}</option>
            {choices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectInput>
        );
      })}
    </div>
  );
}
