import { client } from "@api/client.ts";
import type { Member, MyStore, StoreRole } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { buttonClass } from "@ui/button.tsx";
import { longDate } from "@ui/dates.ts";
import { useMe } from "@ui/session/me.ts";
import { toast } from "@ui/toast.ts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Avatar } from "../../layout/avatar.tsx";
import { Panel } from "../../layout/page.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { atLeast } from "../../session/my-stores.ts";
import { text, useText } from "../../texts/stores.ts";
import { refreshTeam } from "./queries.ts";
import { ROLES } from "./roles.ts";

/** Who works for a store. Owners change roles here; the last one stays. */
export function MembersPanel({ store, members }: { store: MyStore; members: Member[] }) {
  const t = useText();
  const me = useMe();
  const isOwner = atLeast(store.role, "owner");
  return (
    <Panel title={t("stores.members")} lead={t("stores.membersLead")}>
      <ul className="divide-line -my-3 divide-y">
        {members.map((member) => (
          <li key={member.userId} className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4">
            <Avatar of={member} />
            <div className="min-w-0 flex-1 basis-48">
              <p className="flex flex-wrap items-center gap-2 font-semibold break-words">
                {member.name || member.email}
                {member.userId === me.id && <Badge>{t("stores.you")}</Badge>}
              </p>
              <p className="text-muted text-sm break-all">
                {member.email} · {t("stores.since", { date: longDate(member.addedAt) })}
              </p>
            </div>
            {isOwner && member.userId !== me.id ? (
              <span className="flex flex-wrap items-center gap-2">
                <RoleSelect store={store} member={member} />
                <Link
                  to="/dashboard/stores/$store/team"
                  params={{ store: store.slug }}
                  search={{ ask: "remove", who: member.userId }}
                  resetScroll={false}
                  preload={false}
                  className={buttonClass({ variant: "danger", size: "sm" })}
                  aria-label={t("stores.removeOf", { who: member.name || member.email })}
                >
                  {t("stores.remove")}
                </Link>
              </span>
            ) : (
              <Badge>{t(`storeRole.${member.role}`)}</Badge>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function RoleSelect({ store, member }: { store: MyStore; member: Member }) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const change = async (role: StoreRole) => {
    setBusy(true);
    try {
      await client.PATCH("/stores/{storeId}/members/{userId}", {
        params: { path: { storeId: store.id, userId: member.userId } },
        body: { role },
      });
      toast(text("stores.roleChanged"));
    } catch (error) {
      toast(problemText(error, { last_owner: text("stores.lastOwner") }), { tone: "error" });
    } finally {
      await refreshTeam(store.id);
      setBusy(false);
    }
  };
  return (
    <select
      aria-label={t("stores.roleOf", { who: member.name || member.email })}
      value={member.role}
      disabled={busy}
      onChange={(event) => void change(event.target.value as StoreRole)}
      className="select border-edge/60 bg-surface hover:border-ink h-9 rounded-full border pr-9 pl-4 text-sm font-medium"
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {t(`storeRole.${role}`)}
        </option>
      ))}
    </select>
  );
}
