import type { Store } from "@api/types.ts";
import { longDate } from "@ui/dates.ts";
import { Palmtree } from "lucide-react";
import { useText } from "../../store-text.ts";

/** Says that a store is on holiday, until when, and what it has to say about it. */
export function HolidayNote({ name, holiday }: { name: string; holiday: NonNullable<Store["holiday"]> }) {
  const t = useText();
  return (
    <div className="bg-gold-soft mt-6 flex gap-3 rounded-2xl p-4 text-sm">
      <Palmtree size={20} aria-hidden className="text-gold shrink-0" />
      <div className="min-w-0">
        <p className="font-semibold">
          {holiday.until
            ? t("storeAbout.holidayUntil", { name, date: longDate(holiday.until) })
            : t("storeAbout.holiday", { name })}
        </p>
        <p className="mt-0.5 break-words whitespace-pre-line">
          {holiday.message || t("storeAbout.holidayText")}
        </p>
      </div>
    </div>
  );
}
