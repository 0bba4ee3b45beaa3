import { Button } from "@ui/button.tsx";
import { Download } from "lucide-react";
import { saveFile } from "../../layout/save-file.ts";
import { useText } from "../../text.ts";
import { CopyButton } from "@ui/copy-button.tsx";

/** Recovery codes, shown this once. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useText();
  const all = codes.join("\n");
  return (
    <div role="status" className="grid gap-4">
      <p className="text-sm">
        <strong className="font-semibold">{t("recovery.keep")}</strong> {t("recovery.once")}
      </p>
      <ul className="num bg-sunken grid max-w-md gap-x-6 gap-y-2 rounded-2xl p-5 font-mono text-sm sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        <CopyButton text={all} label={t("copy.copy")} done={t("copy.done")} />
        <Button
          variant="outline"
          size="sm"
          onClick={() =>
            saveFile(new Blob([`${all}\n`], { type: "text/plain" }), "rialto-recovery-codes.txt")
          }
        >
          <Download size={16} aria-hidden />
          {t("recovery.download")}
        </Button>
        <Button size="sm" onClick={onDone}>
          {t("recovery.done")}
        </Button>
      </div>
    </div>
  );
}
