import { Button } from "@ui/button.tsx";
import { CONTROL } from "@ui/field.tsx";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { get } from "react-hook-form";
import type { Editor } from "../../forms/use-editor.ts";
import { type TextKey, useText } from "../../texts/products.ts";
import {
  addOption,
  addValue,
  type Matrix,
  removeOption,
  removeValue,
  renameOption,
  renameValue,
} from "./matrix.ts";
import type { ProductValues } from "./product-form.ts";

type Props = { editor: Editor<ProductValues>; matrix: Matrix; onChange: (to: Matrix) => void };

const SMALL = `${CONTROL} h-11 text-sm`;

/** What a buyer chooses: up to three options, each with its values. A value that is renamed keeps its variants. */
export function OptionsEditor({ editor, matrix, onChange }: Props) {
  const t = useText();
  const wrong: { message?: string; root?: { message?: string } } | undefined = get(
    editor.form.formState.errors,
    "options",
  );
  const message = wrong?.message ?? wrong?.root?.message;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {matrix.options.map((option, at) => (
        // An option has nothing but its place: its name is being typed.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset key={at} className="border-line min-w-0 rounded-2xl border p-4">
          <legend className="sr-only">{option.name || t("products.option", { number: at + 1 })}</legend>
          <div className="flex items-end gap-2">
            <label className="min-w-0 flex-1 text-sm font-medium">
              {t("products.optionName")}
              <input
                id={`${editor.id}-options.${at}.name`}
                className={`${SMALL} mt-1.5`}
                value={option.name}
                maxLength={255}
                onChange={(event) => onChange(renameOption(matrix, at, event.target.value))}
              />
            </label>
            <Button
              variant="ghost"
              size="sm"
              className="h-11"
              onClick={() => onChange(removeOption(matrix, at))}
            >
              <X size={16} aria-hidden />
              {t("products.removeOption")}
            </Button>
          </div>
          <ul
            className="mt-3 flex flex-wrap gap-2"
            aria-label={t("products.valuesOf", { option: option.name })}
          >
            {option.values.map((value) => (
              <li key={value}>
                <Value
                  value={value}
                  canGo={option.values.length > 1}
                  onRename={(to) => onChange(renameValue(matrix, at, value, to))}
                  onRemove={() => onChange(removeValue(matrix, at, value))}
                />
              </li>
            ))}
            <li>
              <NewText
                label={t("products.addValue")}
                onAdd={(value) => onChange(addValue(matrix, at, value))}
              />
            </li>
          </ul>
        </fieldset>
      ))}
      {message && <p className="text-danger text-sm font-medium">{t(message as TextKey)}</p>}
      {matrix.options.length < 3 && (
        <NewOption
          isFirst={matrix.options.length === 0}
          onAdd={(name, value) => onChange(addOption(matrix, name, value))}
        />
      )}
    </div>
  );
}

/** A value that can be renamed in its place, or taken away. */
function Value({
  value,
  canGo,
  onRename,
  onRemove,
}: {
  value: string;
  canGo: boolean;
  onRename: (to: string) => void;
  onRemove: () => void;
}) {
  const t = useText();
  const [typed, setTyped] = useState(value);
  const done = () => {
    const to = typed.trim();
    if (to && to !== value) onRename(to);
    setTyped(value);
  };
  return (
    <span className="border-edge/60 flex items-center rounded-full border">
      <input
        className="h-11 w-24 rounded-full bg-transparent px-4 text-sm"
        aria-label={t("products.value", { value })}
        value={typed}
        maxLength={255}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          done();
        }}
      />
      {canGo && (
        <button
          type="button"
          className="hover:text-danger grid size-11 place-items-center rounded-full"
          aria-label={t("products.removeValue", { value })}
          onClick={onRemove}
        >
          <X size={14} aria-hidden />
        </button>
      )}
    </span>
  );
}

/** An input that gives what was typed on Enter, or when it is left. */
function NewText({ label, onAdd }: { label: string; onAdd: (text: string) => void }) {
  const [typed, setTyped] = useState("");
  const take = () => {
    for (const one of typed.split(",")) if (one.trim()) onAdd(one.trim());
    setTyped("");
  };
  return (
    <input
      className="border-edge placeholder:text-muted h-11 w-32 rounded-full border border-dashed bg-transparent px-4 text-sm"
      aria-label={label}
      placeholder={label}
      value={typed}
      maxLength={255}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== ",") return;
        event.preventDefault();
        take();
      }}
    />
  );
}

function NewOption({ isFirst, onAdd }: { isFirst: boolean; onAdd: (name: string, value: string) => void }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const canAdd = name.trim() !== "" && value.trim() !== "";
  const add = () => {
    if (!canAdd) return;
    onAdd(name.trim(), value.trim());
    setName("");
    setValue("");
    setOpen(false);
  };
  const onEnter = (event: React.KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  };
  if (!isOpen)
    return (
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="outline" size="sm" onClick={() => setOpen(true)}>
          <Plus size={16} aria-hidden />
          {t("products.addOption")}
        </Button>
        {isFirst && <p className="text-muted text-sm">{t("products.addOptionHint")}</p>}
      </div>
    );
  return (
    <fieldset className="border-line grid gap-3 rounded-2xl border border-dashed p-4 sm:grid-cols-[1fr_1fr_auto] sm:items-end">
      <legend className="sr-only">{t("products.addOption")}</legend>
      <label className="text-sm font-medium">
        {t("products.optionName")}
        <input
          className={`${SMALL} mt-1.5`}
          value={name}
          maxLength={255}
          placeholder={t("products.optionExample")}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={onEnter}
        />
      </label>
      <label className="text-sm font-medium">
        {t("products.firstValue")}
        <input
          className={`${SMALL} mt-1.5`}
          value={value}
          maxLength={255}
          placeholder={t("products.valueExample")}
          onChange={(event) => setValue(event.target.value)}
          onKeyDown={onEnter}
        />
      </label>
      <div className="flex gap-2">
        <Button size="sm" className="h-11" disabled={!canAdd} onClick={add}>
          {t("products.add")}
        </Button>
        <Button variant="ghost" size="sm" className="h-11" onClick={() => setOpen(false)}>
          {t("confirm.cancel")}
        </Button>
      </div>
    </fieldset>
  );
}
