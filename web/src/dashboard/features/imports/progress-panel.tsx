import type { Import } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { toast } from "@ui/toast.ts";
import { useState } from "react";
import { Panel } from "../../layout/page.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { useStore } from "../../session/my-stores.ts";
import { useText } from "../../texts/imports.ts";
import { ImportCounts } from "./import-counts.tsx";
import { cancelImport } from "./queries.ts";
import { percentOf } from "./states.ts";

/** How far an import is, while it runs, and the way to end it. */
export function ProgressPanel({ one }: { one: Import }) {
  const t = useText();
  const store = useStore();
  const [busy, setBusy] = useState(false);
  const percent = percentOf(one);
  const cancel = async () => {
    setBusy(true);
    try {
      await cancelImport(store.id, one.id);
    } catch (error) {
      toast(problemText(error), { tone: "error" });
    } finally {
      setBusy(false);
    }
  };
  const title = one.status === "checking" ? t("imports.checking") : t("imports.importing");
  return (
    <Panel
      title={title}
      action={
        <Button variant="danger" size="sm" busy={busy} onClick={() => void cancel()}>
          {t("imports.cancel")}
        </Button>
      }
    >
      <div
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="bg-sunken h-3 overflow-hidden rounded-full"
      >
        <div
          className="bg-accent h-full rounded-full transition-[width] duration-700 motion-reduce:transition-none"
          style={{ width: `${percent}%` }}
        />
      </div>
      <p className="num mt-2 text-sm">{t("imports.percent", { percent })}</p>
      <div className="mt-5">
        <ImportCounts one={one} />
      </div>
    </Panel>
  );
}
