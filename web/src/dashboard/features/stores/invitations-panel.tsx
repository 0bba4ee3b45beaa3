import { client } from "@api/client.ts";
import type { Invitation, MyStore } from "@api/types.ts";
import { Badge } from "@ui/badge.tsx";
import { Button, buttonClass } from "@ui/button.tsx";
import { longDate } from "@ui/dates.ts";
import { toast } from "@ui/toast.ts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import * as v from "valibot";
import { SelectInput, TextInput } from "../../forms/inputs.tsx";
import { oneOf, required } from "../../forms/rules.ts";
import { useEditor } from "../../forms/use-editor.ts";
import { Panel } from "../../layout/page.tsx";
import { ProblemBox } from "../../layout/problem-box.tsx";
import { problemText } from "../../layout/problem-text.ts";
import { text, useText } from "../../texts/stores.ts";
import { refreshTeam } from "./queries.ts";
import { ROLES } from "./roles.ts";

/** Who was asked into the team, and asking somebody. */
export function InvitationsPanel({ store, invitations }: { store: MyStore; invitations: Invitation[] }) {
  const t = useText();
  return (
    <Panel title={t("stores.invitations")} lead={t("stores.invitationsLead")}>
      <InviteForm store={store} />
      {invitations.length > 0 && (
        <ul className="divide-line border-line mt-5 divide-y border-t">
          {invitations.map((invitation) => (
            <Open key={invitation.id} store={store} invitation={invitation} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const schema = v.object({ email: required(254), role: oneOf(ROLES) });
const EMPTY: v.InferOutput<typeof schema> = { email: "", role: "staff" };

function InviteForm({ store }: { store: MyStore }) {
  const t = useText();
  const editor = useEditor({
    schema,
    values: EMPTY,
    save: async ({ email, role }) => {
      await client.POST("/stores/{storeId}/invitations", {
        params: { path: { storeId: store.id } },
        body: { email, role },
      });
      await refreshTeam(store.id);
      return EMPTY;
    },
    onSaved: () => toast(text("stores.invited")),
    words: {
      already_member: t("stores.alreadyMember"),
      too_many_invitations: t("stores.tooManyInvitations"),
    },
  });
  return (
    <form
      id={editor.id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        editor.submit();
      }}
    >
      <ProblemBox error={editor.error} words={editor.words} />
      <div className="flex flex-wrap items-end gap-4">
        <TextInput
          editor={editor}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="off"
          label={t("stores.inviteEmail")}
          maxLength={254}
          className="min-w-0 flex-1 basis-64"
        />
        <SelectInput editor={editor} name="role" label={t("stores.role")} className="basis-44">
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {t(`storeRole.${role}`)}
            </option>
          ))}
        </SelectInput>
        <Button type="submit" busy={editor.busy} className="h-12">
          {t("stores.invite")}
        </Button>
      </div>
      <p className="text-muted mt-3 text-sm">{t("stores.rolesText")}</p>
    </form>
  );
}

function Open({ store, invitation }: { store: MyStore; invitation: Invitation }) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const [now] = useState(() => Date.now());
  const isOver = Date.parse(invitation.expiresAt) < now;
  const resend = async () => {
    setBusy(true);
    try {
      await client.POST("/stores/{storeId}/invitations/{invitationId}/resend", {
        params: { path: { storeId: store.id, invitationId: invitation.id } },
      });
      toast(text("stores.resent"));
    } catch (error) {
      toast(problemText(error), { tone: "error" });
    } finally {
      await refreshTeam(store.id);
      setBusy(false);
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2 font-semibold break-all">
          {invitation.email}
          {isOver && <Badge tone="low">{t("stores.expired")}</Badge>}
        </p>
        <p className="text-muted text-sm">
          {t(`storeRole.${invitation.role}`)} · {t("stores.sentOn", { date: longDate(invitation.sentAt) })}
        </p>
      </div>
      <Button size="sm" variant="outline" busy={busy} onClick={() => void resend()}>
        {t("stores.resend")}
      </Button>
      <Link
        to="/dashboard/stores/$store/team"
        params={{ store: store.slug }}
        search={{ ask: "revoke", who: invitation.id }}
        resetScroll={false}
        preload={false}
        className={buttonClass({ variant: "danger", size: "sm" })}
        aria-label={t("stores.revokeOf", { who: invitation.email })}
      >
        {t("stores.revoke")}
      </Link>
    </li>
  );
}
