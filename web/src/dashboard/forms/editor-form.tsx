import { Button } from "@ui/button.tsx";
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import type { FieldValues } from "react-hook-form";
import { ConfirmDialog } from "../layout/confirm-dialog.tsx";
import { ProblemBox } from "../layout/problem-box.tsx";
import { useText } from "../text.ts";
import type { Editor } from "./use-editor.ts";

type Props<Values extends FieldValues> = {
  editor: Editor<Values>;
  /** What the button says. */
  submit: string;
  children: ReactNode;
};

/**
 * The form of an editor: what is wrong on top, a bar to save at the bottom, and a question before changes are lost. Dialogs
 * have forms of their own and are rendered beside it.
 */
export function EditorForm<Values extends FieldValues>({ editor, submit, children }: Props<Values>) {
  return (
    <>
      <form
        id={editor.id}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          editor.submit();
        }}
      >
        {!editor.conflict && <ProblemBox error={editor.error} words={editor.words} />}
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">{children}</div>
        <SaveBar editor={editor} submit={submit} />
      </form>
      <UnsavedGuard losesChanges={editor.losesChanges} isDirty={editor.isDirty} />
    </>
  );
}

function SaveBar<Values extends FieldValues>({ editor, submit }: Omit<Props<Values>, "children">) {
  const t = useText();
  const { submit: send } = editor;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]"))
        return;
      event.preventDefault();
      send();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [send]);
  return (
    <div className="border-line bg-surface sticky bottom-4 z-20 mt-5 flex flex-wrap items-center justify-end gap-3 rounded-3xl border px-5 py-3 shadow-lg">
      <p role="status" className="text-muted mr-auto text-sm">
        {editor.wrong > 0
          ? t("field.wrong", { count: editor.wrong })
          : editor.isDirty
            ? t("form.unsaved")
            : null}
      </p>
      {editor.isDirty && (
        <Button variant="ghost" size="sm" onClick={editor.discard}>
          {t("form.discard")}
        </Button>
      )}
      <Button type="submit" size="sm" busy={editor.busy}>
        {submit}
      </Button>
    </div>
  );
}

/** Asks before a page is left whose changes would be lost. */
export function UnsavedGuard({ losesChanges, isDirty }: { losesChanges: () => boolean; isDirty: boolean }) {
  const t = useText();
  const blocker = useBlocker({
    // Another filter or dialog of the same page loses nothing.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && losesChanges(),
    enableBeforeUnload: losesChanges,
    disabled: !isDirty,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <ConfirmDialog
      title={t("form.leaveTitle")}
      submit={t("form.leave")}
      danger
      act={() => Promise.resolve()}
      onDone={blocker.proceed}
      onClose={blocker.reset}
    >
      <p>{t("form.leaveText")}</p>
    </ConfirmDialog>
  );
}
