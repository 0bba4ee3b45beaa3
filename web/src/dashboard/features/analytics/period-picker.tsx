import { buttonClass } from "@ui/button.tsx";
import { cx } from "@ui/class-names.ts";
import { DayRange } from "@ui/day-range.tsx";
import { Popup } from "@ui/popup.tsx";
import { useNavigate } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useText } from "../../texts/analytics.ts";
import { type AnalyticsSearch, byOf, BYS, isPeriod, PRESETS, USUAL } from "./analytics-search.ts";

const LOOK = buttonClass({ variant: "outline", size: "sm" });
const CHOSEN = "border-accent text-accent";

type Props = {
  search: AnalyticsSearch;
  /** The days that are shown now. */
  from: string;
  to: string;
};

/** Chooses the days that figures are shown of, and what they are divided by. The address says it. */
export function PeriodPicker({ search, from, to }: Props) {
  const t = useText();
  const navigate = useNavigate();
  const go = (next: AnalyticsSearch) =>
    void navigate({ to: ".", search: next, replace: true, resetScroll: false });
  const { top } = search;
  const rest = top ? { top } : {};
  return (
    <div role="group" aria-label={t("analytics.period")} className="flex flex-wrap items-center gap-2">
      {PRESETS.map((days) => {
        const chosen = !search.from && (search.days ?? USUAL) === days;
        return (
          <button
            key={days}
            type="button"
            aria-pressed={chosen}
            className={cx(LOOK, chosen && CHOSEN)}
            onClick={() => go({ ...rest, ...(days !== USUAL && { days }) })}
          >
            {t(`analytics.days${days}`)}
          </button>
        );
      })}
      <Popup
        name={t("analytics.custom")}
        label={
          <>
            {t("analytics.custom")}
            <ChevronDown size={16} aria-hidden />
          </>
        }
        className={cx(LOOK, search.from && CHOSEN)}
      >
        {() => (
          <OwnDays key={`${from} ${to}`} from={from} to={to} onChange={(days) => go({ ...rest, ...days })} />
        )}
      </Popup>
      <div className="text-muted ml-auto flex items-center gap-2 text-sm">
        <span aria-hidden>{t("analytics.by")}</span>
        <select
          aria-label={t("analytics.by")}
          className={cx(LOOK, "select text-ink pr-9")}
          value={byOf(search)}
          onChange={(event) => {
            const by = BYS.find((one) => one === event.target.value);
            if (by) go({ ...search, by });
          }}
        >
          {BYS.map((by) => (
            <option key={by} value={by}>
              {t(`analytics.by.${by}`)}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

/** Two days; they count once they make a period. */
function OwnDays({
  from,
  to,
  onChange,
}: Pick<Props, "from" | "to"> & { onChange: (days: { from: string; to: string }) => void }) {
  const t = useText();
  const [days, setDays] = useState({ from, to });
  const isWrong = !isPeriod(days.from, days.to);
  return (
    <div className="p-2">
      <DayRange
        {...days}
        onChange={(next) => {
          setDays(next);
          if (isPeriod(next.from, next.to)) onChange(next);
        }}
      />
      {isWrong && (
        <p role="status" className="text-danger mt-2 max-w-64 text-sm">
          {t("analytics.tooLong")}
        </p>
      )}
    </div>
  );
}
