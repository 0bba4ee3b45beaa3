import { client } from "@api/client.ts";
import type { Invitation, Member, MyStore } from "@api/types.ts";
import { useMe } from "@ui/session/me.ts";
import { toast } from "@ui/toast.ts";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { SelectField } from "@ui/field.tsx";
import { ConfirmDialog } from "../../layout/confirm-dialog.tsx";
import { refreshMyStores } from "../../session/my-stores.ts";
import { text, useText } from "../../texts/stores.ts";
import { closeStore, refreshTeam } from "./queries.ts";
import type { TeamSearch } from "./team-search.ts";

type Props = { store: MyStore; members: Member[]; invitations: Invitation[]; search: TeamSearch };

/** The question that the address of a team's page asks, if any. */
export function TeamDialogs(props: Props) {
  const { store, members, invitations, search } = props;
  const navigate = useNavigate();
  const close = () =>
    void navigate({
      to: "/dashboard/stores/$store/team",
      params: { store: store.slug },
      replace: true,
      resetScroll: false,
    });
  const member = members.find((one) => one.userId === search.who);
  const invitation = invitations.find((one) => one.id === search.who);
  const isOwner = store.role === "owner";
  switch (search.ask) {
    case "leave":
      return <Leave store={store} onClose={close} />;
    case "transfer":
      return isOwner ? <Transfer store={store} members={members} onClose={close} /> : null;
    case "close":
      return isOwner ? <Close store={store} onClose={close} /> : null;
    case "remove":
      return isOwner && member ? <Remove store={store} member={member} onClose={close} /> : null;
    case "revoke":
      return isOwner && invitation ? <Revoke store={store} invitation={invitation} onClose={close} /> : null;
    case undefined:
      return null;
  }
}

function Leave({ store, onClose }: { store: MyStore; onClose: () => void }) {
  const t = useText();
  return (
    <ConfirmDialog
      title={t("stores.leaveTitle", { name: store.name })}
      submit={t("stores.leave")}
      danger
      words={{ last_owner: t("stores.lastOwner") }}
      act={async () => {
        await client.POST("/stores/{storeId}/leave", { params: { path: { storeId: store.id } } });
      }}
      // What this page is about is gone: another one begins anew.
      onDone={() => location.assign("/account")}
      onClose={onClose}
    >
      <p>{t("stores.leaveText")}</p>
    </ConfirmDialog>
  );
}

function Transfer({ store, members, onClose }: { store: MyStore; members: Member[]; onClose: () => void }) {
  const t = useText();
  const me = useMe();
  const others = members.filter((one) => one.userId !== me.id);
  const [userId, setUserId] = useState(others[0]?.userId ?? "");
  return (
    <ConfirmDialog
      title={t("stores.transferTitle", { name: store.name })}
      submit={t("stores.transfer")}
      danger
      typed={store.slug}
      words={{ member_not_found: t("stores.nobodyToTransfer") }}
      act={async () => {
        await client.POST("/stores/{storeId}/transfer-ownership", {
          params: { path: { storeId: store.id } },
          body: { userId: userId || me.id, confirm: store.slug },
        });
      }}
      onDone={() => {
        onClose();
        toast(text("stores.transferred"));
        void Promise.all([refreshMyStores(), refreshTeam(store.id)]);
      }}
      onClose={onClose}
    >
      <p>{t("stores.transferText")}</p>
      {others.length === 0 ? (
        <p>{t("stores.nobodyToTransfer")}</p>
      ) : (
        <SelectField
          id="transfer-to"
          label={t("stores.newOwner")}
          value={userId}
          onChange={(event) => setUserId(event.target.value)}
        >
          {others.map((one) => (
            <option key={one.userId} value={one.userId}>
              {one.name ? `${one.name} (${one.email})` : one.email}
            </option>
          ))}
        </SelectField>
      )}
    </ConfirmDialog>
  );
}

function Close({ store, onClose }: { store: MyStore; onClose: () => void }) {
  const t = useText();
  return (
    <ConfirmDialog
      title={t("stores.closeTitle", { name: store.name })}
      submit={t("stores.close")}
      danger
      typed={store.slug}
      act={() => closeStore(store.id, store.slug)}
      onDone={() => {
        onClose();
        toast(text("stores.closed"));
        void refreshMyStores();
      }}
      onClose={onClose}
    >
      <p>{t("stores.closeText")}</p>
    </ConfirmDialog>
  );
}

function Remove({ store, member, onClose }: { store: MyStore; member: Member; onClose: () => void }) {
  const t = useText();
  return (
    <ConfirmDialog
      title={t("stores.removeTitle", { who: member.name || member.email })}
      submit={t("stores.remove")}
      danger
      words={{ last_owner: t("stores.lastOwner") }}
      act={async () => {
        await client.DELETE("/stores/{storeId}/members/{userId}", {
          params: { path: { storeId: store.id, userId: member.userId } },
        });
      }}
      onDone={() => {
        onClose();
        toast(text("stores.removed"));
        void refreshTeam(store.id);
      }}
      onClose={onClose}
    >
      <p>{t("stores.removeText")}</p>
    </ConfirmDialog>
  );
}

function Revoke({
  store,
  invitation,
  onClose,
}: {
  store: MyStore;
  invitation: Invitation;
  onClose: () => void;
}) {
  const t = useText();
  return (
    <ConfirmDialog
      title={t("stores.revokeTitle", { who: invitation.email })}
      submit={t("stores.revoke")}
      danger
      act={async () => {
        await client.DELETE("/stores/{storeId}/invitations/{invitationId}", {
          params: { path: { storeId: store.id, invitationId: invitation.id } },
        });
      }}
      onDone={() => {
        onClose();
        toast(text("stores.revoked"));
        void refreshTeam(store.id);
      }}
      onClose={onClose}
    >
      <p>{t("stores.revokeText")}</p>
    </ConfirmDialog>
  );
}
