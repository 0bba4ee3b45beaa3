import { Button } from "@ui/button.tsx";
import { TextField } from "@ui/field.tsx";
import { Plus } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import { problemText } from "../../layout/problem-text.ts";
import { useText } from "../../texts/categories.ts";
import { createCategory } from "./queries.ts";

/** Makes a category: below the open one, or at the top. */
export function NewCategory({
  parent,
  onMade,
}: {
  parent: { id: string; name: string } | undefined;
  onMade: (categoryId: string) => void;
}) {
  const t = useText();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const onSubmit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!name.trim() || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const made = await createCategory(name.trim(), parent?.id);
      setName("");
      onMade(made.id);
    } catch (failure) {
      setError(problemText(failure, { category_taken: t("categories.taken") }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form noValidate onSubmit={(event) => void onSubmit(event)} className="mt-5 flex items-end gap-2">
      <TextField
        id="new-category"
        className="min-w-0 flex-1"
        label={parent ? t("categories.newBelow", { name: parent.name }) : t("categories.new")}
        value={name}
        maxLength={200}
        error={error}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" variant="outline" className="h-12" busy={busy}>
        <Plus size={16} aria-hidden />
        {t("categories.add")}
      </Button>
    </form>
  );
}
