import type { Export } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button } from "@ui/button.tsx";
import { intlLocale } from "@ui/i18n.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Download, FileArchive } from "lucide-react";
import { ProblemBox } from "../../forms/problem-box.tsx";
import { useTask } from "../../forms/use-task.ts";
import { Section } from "../../layout/card.tsx";
import { dateAndTime, longDate } from "@ui/dates.ts";
import { saveFile } from "../../layout/save-file.ts";
import { useText } from "../../text.ts";
import { downloadExport, exportsQuery, requestExport } from "./queries.ts";

/** Copies of everything personal. */
export function ExportSection() {
  const t = useText();
  const exports = useSuspenseQuery(exportsQuery()).data.items;
  const task = useTask();
  const preparing = exports.some((one) => one.status === "preparing");
  const download = (one: Export) =>
    task.run(one.id, async () =>
      saveFile(await downloadExport(one.id), `rialto-data-${one.requestedAt.slice(0, 10)}.zip`),
    );
  return (
    <Section
      id="export"
      title={t("export.title")}
      lead={t("export.lead")}
      action={
        !preparing && (
          <Button
            variant="outline"
            size="sm"
            busy={task.busy === "request"}
            onClick={() => void task.run("request", requestExport)}
          >
            {t("export.request")}
          </Button>
        )
      }
    >
      <ProblemBox
        error={task.error}
        words={{ export_in_progress: "export.inProgress", export_not_found: "export.gone" }}
      />
      <div aria-live="polite">
        {exports.length > 0 && (
          <ul className="divide-line -my-4 divide-y">
            {exports.map((one) => (
              <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4">
                <FileArchive size={20} aria-hidden className="text-muted shrink-0" />
                <div className="min-w-0 flex-1 basis-48">
                  <p className="font-medium">{t("export.of", { date: dateAndTime(one.requestedAt) })}</p>
                  <p className="text-muted text-sm">
                    <ExportState of={one} />
                  </p>
                </div>
                {one.status === "ready" && (
                  <Button
                    variant="outline"
                    size="sm"
                    busy={task.busy === one.id}
                    onClick={() => void download(one)}
                  >
                    <Download size={16} aria-hidden />
                    {t("export.download")}
                  </Button>
                )}
                {one.status === "preparing" && <Badge tone="low">{t("export.preparing")}</Badge>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

function ExportState({ of }: { of: Export }) {
  const t = useText();
  if (of.status === "preparing") return t("export.preparingText");
  if (of.status === "failed") return t("export.failed");
  const size = of.bytes === undefined ? "" : `${sizeOf(of.bytes)} · `;
  return size + (of.expiresAt ? t("export.until", { date: longDate(of.expiresAt) }) : "");
}

/** 1.4 MB, in the chosen language. */
function sizeOf(bytes: number): string {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  return new Intl.NumberFormat(intlLocale(), { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}
