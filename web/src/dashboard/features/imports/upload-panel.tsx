import { buttonClass, Spinner } from "@ui/button.tsx";
import { cx } from "@ui/class-names.ts";
import { useNavigate } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { Panel } from "../../layout/page.tsx";
import { ProblemBox } from "../../layout/problem-box.tsx";
import { useStore } from "../../session/my-stores.ts";
import { useText } from "../../texts/imports.ts";
import { problemWords } from "./words.ts";
import { uploadFile } from "./queries.ts";

/** Takes a file by drop or from a dialog, and goes to its import. */
export function UploadPanel() {
  const t = useText();
  const store = useStore();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [error, setError] = useState<unknown>();
  const take = async (file: File | undefined) => {
    if (!file || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const { import: made } = await uploadFile(store.id, file);
      await navigate({
        to: "/dashboard/stores/$store/imports/$importId",
        params: { store: store.slug, importId: made.id },
      });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
      if (input.current) input.current.value = "";
    }
  };
  return (
    <Panel title={t("imports.upload")} lead={t("imports.uploadLead")}>
      <ProblemBox error={error} words={problemWords(error)} />
      <div
        className={cx(
          "focus-within:outline-accent relative flex flex-col items-center gap-3 rounded-2xl border-2 border-dashed px-4 py-10 text-center focus-within:outline-2 focus-within:outline-offset-2",
          over ? "border-accent bg-accent-soft" : "border-edge/60 hover:border-ink",
        )}
      >
        <FileUp size={28} aria-hidden className="text-accent" />
        <span className="font-medium">{t("imports.drop")}</span>
        <span aria-hidden className={buttonClass({ variant: "outline", size: "sm" })}>
          {busy && <Spinner />}
          {busy ? t("imports.uploading") : t("imports.choose")}
        </span>
        <span id="upload-hint" className="text-muted text-sm">
          {t("imports.uploadHint")}
        </span>
        {/* It lies over all of this, for it takes files that are dropped by itself. */}
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv,.txt,.tsv"
          aria-label={t("imports.choose")}
          aria-describedby="upload-hint"
          disabled={busy}
          className="absolute inset-0 size-full cursor-pointer opacity-0"
          onDragEnter={() => setOver(true)}
          onDragLeave={() => setOver(false)}
          onDrop={() => setOver(false)}
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </div>
      <p role="status" className="sr-only">
        {busy ? t("imports.uploading") : ""}
      </p>
    </Panel>
  );
}
