import { Checkbox } from "@ui/checkbox.tsx";
import { TextField } from "@ui/field.tsx";
import { useState } from "react";
import { useController } from "react-hook-form";
import { CheckInput } from "../../forms/inputs.tsx";
import type { Editor } from "../../forms/use-editor.ts";
import { text, type TextKey, useText } from "../../texts/webhooks.ts";
import { type EventGroup, eventGroups, eventsWith } from "./event-groups.ts";
import type { EndpointValues } from "./endpoint-form.tsx";

type Props = { editor: Editor<EndpointValues>; types: readonly string[] };

/** What an endpoint is told of: everything, or some events, which can be searched. */
export function EventPicker({ editor, types }: Props) {
  const t = useText();
  const all = editor.form.watch("all");
  return (
    <div className="grid gap-4">
      <CheckInput editor={editor} name="all">
        {t("webhooks.everything")}
      </CheckInput>
      {!all && <SomeEvents editor={editor} types={types} />}
    </div>
  );
}

/** The events that are chosen. What is wrong with them is said at the search, which gets the focus then. */
function useChosen(editor: Editor<EndpointValues>) {
  const { field, fieldState } = useController({ control: editor.form.control, name: "eventTypes" });
  const set = (events: readonly string[], on: boolean) => {
    const others = field.value.filter((one) => !events.includes(one));
    field.onChange(on ? [...others, ...events] : others);
  };
  return {
    chosen: new Set(field.value),
    set,
    wrong: fieldState.error?.message,
    input: { id: `${editor.id}-eventTypes`, ref: field.ref },
  };
}

function SomeEvents({ editor, types }: Props) {
  const t = useText();
  const [words, setWords] = useState("");
  const { chosen, set, wrong, input } = useChosen(editor);
  const found = eventsWith(eventGroups(text, types), words);
  return (
    <>
      <TextField
        {...input}
        type="search"
        label={t("webhooks.findEvents")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        autoComplete="off"
        error={wrong && t(wrong as TextKey)}
        className="max-w-sm"
      />
      <p role="status" className="text-muted num text-sm">
        {found.length > 0 ? t("webhooks.chosen", { count: chosen.size }) : t("webhooks.noEvents")}
      </p>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        {found.map((group) => (
          <Group key={group.key} id={editor.id} group={group} chosen={chosen} onSet={set} />
        ))}
      </div>
    </>
  );
}

function Group({
  id,
  group,
  chosen,
  onSet,
}: {
  id: string;
  group: EventGroup;
  chosen: ReadonlySet<string>;
  onSet: (events: readonly string[], on: boolean) => void;
}) {
  const t = useText();
  const types = group.events.map(({ type }) => type);
  const hasAll = types.every((type) => chosen.has(type));
  return (
    <fieldset className="border-line min-w-0 rounded-2xl border p-4">
      <legend className="px-1 text-sm font-semibold">{group.name}</legend>
      {group.events.map(({ type, about }) => (
        <Checkbox
          key={type}
          id={`${id}-event-${type}`}
          checked={chosen.has(type)}
          onChange={(event) => onSet([type], event.target.checked)}
        >
          <code className="font-medium break-all">{type}</code>
          {about && <span className="text-muted block">{about}</span>}
        </Checkbox>
      ))}
      {types.length > 1 && (
        <button
          type="button"
          className="text-accent mt-1 min-h-6 text-sm font-medium underline-offset-4 hover:underline"
          aria-label={t(hasAll ? "webhooks.chooseNoneOf" : "webhooks.chooseAllOf", { group: group.name })}
          onClick={() => onSet(types, !hasAll)}
        >
          {t(hasAll ? "webhooks.chooseNone" : "webhooks.chooseAll")}
        </button>
      )}
    </fieldset>
  );
}
