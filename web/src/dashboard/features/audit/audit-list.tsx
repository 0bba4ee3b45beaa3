import type { AuditEntry } from "@api/types.ts";
import { buttonClass } from "@ui/button.tsx";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { useText } from "../../texts/accounts.ts";
import { AuditItem } from "./audit-item.tsx";

/** A page of the log, or what to do while it is empty. */
export function AuditList({ entries, isFiltered }: { entries: AuditEntry[]; isFiltered: boolean }) {
  const t = useText();
  if (entries.length === 0)
    return (
      <MessagePage
        icon={<ScrollText size={28} />}
        title={t(isFiltered ? "audit.noneFits" : "audit.none")}
        text={t(isFiltered ? "audit.noneFitsText" : "audit.noneText")}
        actions={
          isFiltered && (
            <Link to="/dashboard/audit-log" className={buttonClass()}>
              {t("audit.clear")}
            </Link>
          )
        }
      />
    );
  return (
    <ol className="divide-line border-line bg-surface divide-y overflow-hidden rounded-3xl border">
      {entries.map((entry) => (
        <li key={entry.seq}>
          <AuditItem entry={entry} />
        </li>
      ))}
    </ol>
  );
}
