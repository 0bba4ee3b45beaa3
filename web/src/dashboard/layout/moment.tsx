import { dateAndTime } from "@ui/dates.ts";
import { intlLocale, useLocale } from "@ui/i18n.ts";

const utc = (at: string) => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** A point in time as the reader's clock has it; in UTC when pointed at. `precise` has seconds. */
export function Moment({ at, precise = false }: { at: string; precise?: boolean }) {
  useLocale();
  const shown = precise
    ? new Intl.DateTimeFormat(intlLocale(), { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at))
    : dateAndTime(at);
  return (
    <time dateTime={at} title={utc(at)} className="num">
      {shown}
    </time>
  );
}
