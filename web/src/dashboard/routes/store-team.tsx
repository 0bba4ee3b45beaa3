import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { BelongingPanel } from "../features/stores/belonging-panel.tsx";
import { InvitationsPanel } from "../features/stores/invitations-panel.tsx";
import { MembersPanel } from "../features/stores/members-panel.tsx";
import { invitationsQuery, membersQuery } from "../features/stores/queries.ts";
import { TeamDialogs } from "../features/stores/team-dialogs.tsx";
import { teamSearch } from "../features/stores/team-search.ts";
import { Page } from "../layout/page.tsx";
import { atLeast, useStore } from "../session/my-stores.ts";
import { useText } from "../texts/stores.ts";

export function StoreTeamPage() {
  const t = useText();
  const store = useStore();
  const isOwner = atLeast(store.role, "owner");
  const search = teamSearch(useSearch({ from: "/dashboard/stores/$store/team" }));
  const members = useSuspenseQuery(membersQuery(store.id)).data.items;
  const invitations = useQuery({ ...invitationsQuery(store.id), enabled: isOwner }).data?.items ?? [];
  return (
    <Page title={t("menu.team")} lead={t("stores.teamLead", { name: store.name })}>
      <MembersPanel store={store} members={members} />
      {isOwner && <InvitationsPanel store={store} invitations={invitations} />}
      <BelongingPanel store={store} />
      <TeamDialogs store={store} members={members} invitations={invitations} search={search} />
    </Page>
  );
}
