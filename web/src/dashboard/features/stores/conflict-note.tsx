import { Button } from "@ui/button.tsx";
import { WarningBox } from "@ui/warning-box.tsx";
import type { FieldValues } from "react-hook-form";
import type { Editor } from "../../forms/use-editor.ts";
import { useText } from "../../texts/stores.ts";

type Props<Values extends FieldValues> = {
  editor: Editor<Values>;
  /** Asks for what somebody else saved; gives the form's values of it. */
  reload: () => Promise<Values>;
};

/** Somebody else saved meanwhile: take that, or put one's own in its place, knowing it. */
export function ConflictNote<Values extends FieldValues>({ editor, reload }: Props<Values>) {
  const t = useText();
  if (!editor.conflict) return null;
  const take = async () => editor.restart(await reload());
  const keep = async () => {
    await reload();
    editor.submit();
  };
  return (
    <div role="alert">
      <WarningBox title={t("stores.conflict")} className="">
        <p className="text-muted mt-1">{t("stores.conflictText")}</p>
        <div className="mt-3 flex flex-wrap gap-2">
          <Button size="sm" variant="outline" onClick={() => void take()}>
            {t("stores.takeTheirs")}
          </Button>
          <Button size="sm" variant="outline" onClick={() => void keep()}>
            {t("stores.keepMine")}
          </Button>
        </div>
      </WarningBox>
    </div>
  );
}
