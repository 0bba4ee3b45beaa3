import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { Download } from "lucide-react";
import { useState } from "react";
import { problemText } from "../../layout/problem-text.ts";
import { saveText } from "../../table/csv.ts";
import { useText } from "../../texts/analytics.ts";

type Props = {
  /** What is in the file, for assistive technology. */
  what: string;
  /** The file's name, without its ending. */
  name: string;
  load: () => Promise<string>;
};

/** Gives what a part of the page shows to the person as a file. */
export function CsvButton({ what, name, load }: Props) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      saveText(`${name}.csv`, await load());
    } catch (error) {
      toast(problemText(error), { tone: "error" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      variant="outline"
      size="sm"
      busy={busy}
      aria-label={t("analytics.csvOf", { what })}
      onClick={() => void save()}
    >
      <Download size={16} aria-hidden />
      {t("analytics.csv")}
    </Button>
  );
}
