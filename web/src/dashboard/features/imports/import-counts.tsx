import type { Import } from "@api/types.ts";
import { intlLocale } from "@ui/i18n.ts";
import { cx } from "@ui/class-names.ts";
import { useText } from "../../texts/imports.ts";

/** What became of the products of a file so far. */
export function ImportCounts({ one }: { one: Import }) {
  const t = useText();
  const { counts } = one;
  const dry = one.status === "checking" || one.status === "checked";
  const shown = [
    { label: t("imports.rows"), value: counts.rows },
    { label: dry ? t("imports.wouldCreate") : t("imports.created"), value: counts.created },
    { label: dry ? t("imports.wouldUpdate") : t("imports.updated"), value: counts.updated },
    { label: t("imports.unchanged"), value: counts.unchanged },
    ...(counts.leftOut > 0 ? [{ label: t("imports.leftOut"), value: counts.leftOut }] : []),
    { label: t("imports.badRows"), value: counts.badRows, bad: counts.badRows > 0 },
    ...(counts.warnings > 0 ? [{ label: t("imports.warnings"), value: counts.warnings }] : []),
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-5">
      {shown.map(({ label, value, bad }) => (
        <div key={label} className="min-w-0">
          <dt className="text-muted text-sm">{label}</dt>
          <dd className={cx("num text-2xl font-semibold", bad && "text-danger")}>
            {value.toLocaleString(intlLocale())}
          </dd>
        </div>
      ))}
    </dl>
  );
}
