import type { AuditEntry } from "@api/types.ts";
import { Link } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { Moment } from "../../layout/moment.tsx";
import { TEXT_LINK } from "../../layout/page.tsx";
import { useText } from "../../texts/accounts.ts";
import { actionText } from "./actions.ts";

/** One entry: what, who and when; unfolded, everything else. */
export function AuditItem({ entry }: { entry: AuditEntry }) {
  const t = useText();
  const words = actionText(entry.action);
  return (
    <details className="group text-sm">
      <summary className="hover:bg-sunken flex cursor-pointer list-none items-center gap-4 px-5 py-3.5 sm:px-6 [&::-webkit-details-marker]:hidden">
        <span className="grid min-w-0 flex-1 gap-x-6 gap-y-0.5 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] md:items-baseline">
          <span className="min-w-0">
            <span className="font-semibold">{words}</span>
            {words !== entry.action && (
              <code className="text-muted ml-2 text-xs break-all">{entry.action}</code>
            )}
          </span>
          <span className="text-muted truncate">{useActor(entry)}</span>
          <span className="text-muted whitespace-nowrap">
            <Moment at={entry.at} precise />
          </span>
        </span>
        <ChevronDown size={18} aria-hidden className="text-muted shrink-0 group-open:rotate-180" />
      </summary>
      <dl className="bg-sunken/60 grid gap-x-8 gap-y-3 px-5 py-4 sm:grid-cols-2 sm:px-6">
        <Detail label={t("audit.actor")}>
          {useActor(entry)}
          {entry.actorId && (
            <>
              {" · "}
              <Link to="/dashboard/audit-log" search={{ actor: entry.actorId }} className={TEXT_LINK}>
                {t("audit.onlyActor")}
              </Link>
            </>
          )}
        </Detail>
        <Detail label={t("audit.target")}>
          <Target entry={entry} />
        </Detail>
        {entry.storeId && (
          <Detail label={t("audit.store")}>
            <code className="break-all">{entry.storeId}</code>
            {" · "}
            <Link to="/dashboard/audit-log" search={{ store: entry.storeId }} className={TEXT_LINK}>
              {t("audit.onlyStore")}
            </Link>
          </Detail>
        )}
        {Object.entries(entry.details)
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([name, value]) => (
            <Detail key={name} label={<code>{name}</code>}>
              <code className="break-all">{value}</code>
            </Detail>
          ))}
        <Detail label={t("audit.origin")}>
          {entry.ip || entry.userAgent ? (
            <>
              {entry.ip && <code>{entry.ip}</code>}
              {entry.userAgent && <span className="text-muted block break-words">{entry.userAgent}</span>}
            </>
          ) : (
            t("audit.noOrigin")
          )}
        </Detail>
        <Detail label={t("audit.seq")}>
          <code>{entry.seq}</code>
          {" · "}
          <Link to="/dashboard/audit-log" search={{ action: entry.action }} className={TEXT_LINK}>
            {t("audit.onlyAction")}
          </Link>
        </Detail>
      </dl>
    </details>
  );
}

/** Who did it: an address, the id of somebody who is gone, or the program. */
function useActor({ actorId, actorName }: AuditEntry): string {
  const t = useText();
  if (!actorId) return t("audit.program");
  return actorName || t("audit.gone", { id: actorId });
}

function Target({ entry: { targetKind, targetId } }: { entry: AuditEntry }) {
  const t = useText();
  if (targetKind !== "user")
    return (
      <>
        {targetKind} <code className="break-all">{targetId}</code>
      </>
    );
  return (
    <Link
      to="/dashboard/users/$userId"
      params={{ userId: targetId }}
      className={TEXT_LINK}
      aria-label={t("audit.accountOf", { id: targetId })}
    >
      <code className="break-all">{targetId}</code>
    </Link>
  );
}

function Detail({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted">{label}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}
