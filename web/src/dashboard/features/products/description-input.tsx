import { Button } from "@ui/button.tsx";
import { Bold, Heading, Italic, Link as LinkIcon, List, ListOrdered, Quote } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useController } from "react-hook-form";
import { TextArea } from "../../forms/inputs.tsx";
import type { Editor } from "../../forms/use-editor.ts";
import { useText } from "../../texts/products.ts";
import { htmlOf } from "./markup.ts";
import type { ProductValues } from "./product-form.ts";

/** The description: a text with marks, buttons that set them, and how it will look. */
export function DescriptionInput({ editor, warns }: { editor: Editor<ProductValues>; warns: boolean }) {
  const t = useText();
  const { field } = useController({ control: editor.form.control, name: "description" });
  const [isPreview, setPreview] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const html = useMemo(() => ({ __html: htmlOf(field.value) }), [field.value]);

  /** Puts marks around what is selected, or before each of its lines. */
  const mark = (before: string, after: string, perLine: boolean) => {
    const area = box.current?.querySelector("textarea");
    if (!area) return;
    const { selectionStart: from, selectionEnd: to, value } = area;
    const start = perLine ? value.lastIndexOf("\n", from - 1) + 1 : from;
    const chosen = value.slice(start, to);
    const put = perLine
      ? chosen
          .split("\n")
          .map((line, at) => before.replace("1", String(at + 1)) + line)
          .join("\n")
      : before + chosen + after;
    field.onChange(value.slice(0, start) + put + value.slice(to));
    requestAnimationFrame(() => {
      area.focus();
      const end = start + put.length - (perLine ? 0 : after.length);
      area.setSelectionRange(chosen && !perLine ? start + before.length : end, end);
    });
  };
  const tools = [
    { icon: Bold, label: t("products.bold"), before: "**", after: "**", perLine: false },
    { icon: Italic, label: t("products.italic"), before: "*", after: "*", perLine: false },
    { icon: LinkIcon, label: t("products.link"), before: "[", after: "](https://)", perLine: false },
    { icon: Heading, label: t("products.heading"), before: "### ", after: "", perLine: true },
    { icon: List, label: t("products.bullets"), before: "- ", after: "", perLine: true },
    { icon: ListOrdered, label: t("products.numbers"), before: "1. ", after: "", perLine: true },
    { icon: Quote, label: t("products.quote"), before: "> ", after: "", perLine: true },
  ];
  return (
    <div ref={box}>
      <div className="mb-2 flex flex-wrap items-center gap-1" role="group" aria-label={t("products.marks")}>
        {tools.map(({ icon: Icon, label, before, after, perLine }) => (
          <button
            key={label}
            type="button"
            title={label}
            aria-label={label}
            disabled={isPreview}
            className="hover:bg-sunken grid size-10 place-items-center rounded-lg disabled:opacity-40"
            onClick={() => mark(before, after, perLine)}
          >
            <Icon size={17} aria-hidden />
          </button>
        ))}
        <Button
          variant="ghost"
          size="sm"
          className="ml-auto"
          aria-pressed={isPreview}
          onClick={() => setPreview(!isPreview)}
        >
          {t(isPreview ? "products.write" : "products.preview")}
        </Button>
      </div>
      {isPreview ? (
        <div className="prose border-line min-h-40 rounded-xl border p-4" dangerouslySetInnerHTML={html} />
      ) : (
        <TextArea
          editor={editor}
          name="description"
          label={t("products.description")}
          hint={t(warns ? "products.descriptionWarning" : "products.descriptionHint")}
          rows={9}
          optional
          value={field.value}
          onChange={field.onChange}
        />
      )}
    </div>
  );
}
