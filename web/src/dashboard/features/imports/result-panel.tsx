import type { Import } from "@api/types.ts";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/imports.ts";
import { ImportCounts } from "./import-counts.tsx";
import { waitsForPictures } from "./states.ts";

/** What an import has done, or a dry run would. */
export function ResultPanel({ one }: { one: Import }) {
  const t = useText();
  return (
    <Panel
      title={one.status === "checked" ? t("imports.dryResult") : t("imports.result")}
      lead={<Lead one={one} />}
    >
      <ImportCounts one={one} />
      {waitsForPictures(one) && (
        <p role="status" className="text-muted mt-5 text-sm">
          {t("imports.picturesWait", { done: one.counts.picturesDone, all: one.counts.pictures })}
        </p>
      )}
    </Panel>
  );
}

function Lead({ one }: { one: Import }) {
  const t = useText();
  const bad = one.counts.badRows > 0;
  if (one.status === "checked") return bad ? t("imports.lead.checkedBad") : t("imports.lead.checked");
  if (one.status === "stopped") return t("imports.lead.stopped");
  if (one.status === "cancelled") return t("imports.lead.cancelled");
  if (one.status === "failed")
    return one.failure === "too_many_problems" ? t("imports.lead.tooMany") : t("imports.lead.failed");
  return bad ? t("imports.lead.doneBad") : t("imports.lead.done");
}
