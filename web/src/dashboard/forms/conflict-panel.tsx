import { Button } from "@ui/button.tsx";
import { type ReactNode, useEffect, useId, useRef } from "react";
import type { FieldValues } from "react-hook-form";
import { useText } from "../text.ts";
import type { Editor } from "./use-editor.ts";

type Props = {
  /** What there is to choose, where it is not all or nothing: says so and shows both versions. */
  choice?: { text: string; children: ReactNode; status: string | null; submit: string; isOpen: boolean };
  busy: boolean;
  /** Takes what is saved and forgets the rest. */
  onTheirs: () => void;
  /** Saves one's own version, or what was chosen. */
  onMine: () => void;
};

/** Somebody else saved meanwhile (412): says so, takes the focus, and lets one decide which version stays. */
export function ConflictPanel({ choice, busy, onTheirs, onMine }: Props) {
  const t = useText();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section aria-labelledby={id} className="border-gold bg-surface rounded-3xl border-2 p-5 sm:p-6">
      <h2 id={id} ref={heading} tabIndex={-1} className="text-xl font-semibold">
        {t("form.conflict")}
      </h2>
      <p className="text-muted mt-2 max-w-prose">{choice?.text ?? t("form.conflictText")}</p>
      {choice?.children}
      <div className="mt-6 flex flex-wrap items-center justify-end gap-3">
        <p role="status" className="text-muted mr-auto text-sm">
          {choice?.status}
        </p>
        <Button variant="ghost" onClick={onTheirs}>
          {t("form.takeTheirs")}
        </Button>
        <Button disabled={choice?.isOpen} busy={busy} onClick={onMine}>
          {choice?.submit ?? t("form.keepMine")}
        </Button>
      </div>
    </section>
  );
}

/** The panel of a form that is sent whole, while its editor has a conflict. */
export function EditorConflict<Values extends FieldValues>({
  editor,
  reload,
}: {
  editor: Editor<Values>;
  /** Asks for what somebody else saved; gives the form's values of it. */
  reload: () => Promise<Values>;
}) {
  if (!editor.conflict) return null;
  const take = async () => editor.restart(await reload());
  const keep = async () => {
    await reload();
    editor.submit();
  };
  return <ConflictPanel busy={editor.busy} onTheirs={() => void take()} onMine={() => void keep()} />;
}
