import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { Download } from "lucide-react";
import { useState } from "react";
import { problemText } from "../../layout/problem-text.ts";
import { useStore } from "../../session/my-stores.ts";
import { useText } from "../../texts/imports.ts";
import { productsFile } from "./queries.ts";
import { saveFile } from "./save-file.ts";
import { problemWords } from "./words.ts";

/** Saves all products of the store as a file that can be imported. */
export function ExportButton() {
  const t = useText();
  const store = useStore();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      saveFile(await productsFile(store.id));
    } catch (error) {
      toast(problemText(error, problemWords(error)), { tone: "error" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="outline" busy={busy} onClick={() => void save()}>
      <Download size={18} aria-hidden />
      {t("imports.export")}
    </Button>
  );
}
