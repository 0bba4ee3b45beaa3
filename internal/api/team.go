package api

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
	"rialto/internal/notify"
	"rialto/internal/stores"
)

type teamHandler struct {
	auth   *auth.Service
	stores *stores.Service
	teams  *stores.Teams
}

func (h teamHandler) ListStoreMembers(ctx context.Context, _ oas.ListStoreMembersParams) (*oas.MemberList, error) {
	members, err := h.stores.Members(ctx, storeOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	items, err := membersToAPI(ctx, h.auth, members)
	if err != nil {
		return nil, err
	}
	return &oas.MemberList{Items: items}, nil
}

func (h teamHandler) ListInvitations(ctx context.Context, _ oas.ListInvitationsParams) (*oas.InvitationList, error) {
	list, err := h.teams.Invitations(ctx, storeOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	out := &oas.InvitationList{Items: make([]oas.Invitation, len(list))}
	for i, inv := range list {
		out.Items[i] = invitationToAPI(inv)
	}
	return out, nil
}

// InviteMember says nothing of whether somebody has an account, and writes to
// them in their language, if they have.
func (h teamHandler) InviteMember(ctx context.Context, req *oas.InviteMember, _ oas.InviteMemberParams) (*oas.Invitation, error) {
	me, err := h.auth.User(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	to := notify.To{Address: string(req.Email), Locale: me.Locale}
	who, err := h.auth.ContactByEmail(ctx, string(req.Email))
	if err == nil {
		to = who.MailTo()
	} else if !errors.Is(err, auth.ErrNoSuchAccount) {
		return nil, err
	}
	inv, err := h.teams.Invite(ctx, stores.InviteInput{Actor: me.ID, StoreID: storeOf(ctx).ID, Role: stores.Role(req.Role), To: to})
	if err != nil {
		return nil, err
	}
	out := invitationToAPI(inv)
	return &out, nil
}

func (h teamHandler) ResendInvitation(ctx context.Context, p oas.ResendInvitationParams) (*oas.Invitation, error) {
	me, err := h.auth.User(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	inv, err := h.teams.Resend(ctx, me.ID, storeOf(ctx).ID, p.InvitationId, me.Locale)
	if err != nil {
		return nil, err
	}
	out := invitationToAPI(inv)
	return &out, nil
}

func (h teamHandler) RevokeInvitation(ctx context.Context, p oas.RevokeInvitationParams) error {
	return h.teams.Revoke(ctx, callerOf(ctx).UserID, storeOf(ctx).ID, p.InvitationId)
}

func (h teamHandler) LookAtInvitation(ctx context.Context, req *oas.InvitationToken) (*oas.InvitationOffer, error) {
	o, err := h.teams.Offer(ctx, string(req.Token))
	if err != nil {
		return nil, err
	}
	return &oas.InvitationOffer{StoreName: o.StoreName, Role: oas.StoreRole(o.Role), Email: o.Email, ExpiresAt: o.ExpiresAt}, nil
}

func (h teamHandler) AcceptInvitation(ctx context.Context, req *oas.InvitationToken) (*oas.MyStore, error) {
	me, err := h.auth.User(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	if !me.EmailVerified {
		return nil, auth.ErrEmailNotVerified
	}
	m, err := h.teams.Accept(ctx, me.ID, me.Email, string(req.Token))
	if err != nil {
		return nil, err
	}
	return &myStoresToAPI([]stores.Membership{m})[0], nil
}

func (h teamHandler) LeaveStore(ctx context.Context, _ oas.LeaveStoreParams) error {
	return h.teams.Leave(ctx, callerOf(ctx).UserID, storeOf(ctx).ID)
}

func (h teamHandler) TransferOwnership(ctx context.Context, req *oas.TransferOwnership, p oas.TransferOwnershipParams) (*oas.MemberList, error) {
	people, err := h.auth.Contacts(ctx, []uuid.UUID{req.UserId})
	if err != nil {
		return nil, err
	}
	err = h.teams.Transfer(ctx, stores.TransferInput{
		Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID, To: req.UserId, Confirm: req.Confirm, MailTo: people[req.UserId].MailTo(),
	})
	if err != nil {
		return nil, err
	}
	return h.ListStoreMembers(ctx, oas.ListStoreMembersParams(p))
}

func invitationToAPI(inv stores.Invitation) oas.Invitation {
	return oas.Invitation{ID: inv.ID, Email: inv.Email, Role: oas.StoreRole(inv.Role), SentAt: inv.SentAt, ExpiresAt: inv.ExpiresAt}
}

func (h teamHandler) SetStoreMemberRole(ctx context.Context, req *oas.SetMemberRole, p oas.SetStoreMemberRoleParams) (*oas.Member, error) {
	return h.memberToAPI(ctx)(h.teams.SetMemberRole(ctx, callerOf(ctx).UserID, storeOf(ctx).ID, p.UserId, stores.Role(req.Role)))
}

func (h teamHandler) RemoveStoreMember(ctx context.Context, p oas.RemoveStoreMemberParams) error {
	return h.teams.RemoveMember(ctx, callerOf(ctx).UserID, storeOf(ctx).ID, p.UserId)
}

func (h teamHandler) memberToAPI(ctx context.Context) func(stores.Member, error) (*oas.Member, error) {
	return func(m stores.Member, err error) (*oas.Member, error) {
		if err != nil {
			return nil, err
		}
		list, err := membersToAPI(ctx, h.auth, []stores.Member{m})
		if err != nil {
			return nil, err
		}
		return &list[0], nil
	}
}

// membersToAPI adds to members of a team who they are.
func membersToAPI(ctx context.Context, accounts *auth.Service, members []stores.Member) ([]oas.Member, error) {
	ids := make([]uuid.UUID, len(members))
	for i, m := range members {
		ids[i] = m.UserID
	}
	who, err := accounts.Contacts(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]oas.Member, len(members))
	for i, m := range members {
		c := who[m.UserID]
		out[i] = oas.Member{UserId: m.UserID, Email: c.Email, Name: c.Name, Role: oas.StoreRole(m.Role), AddedAt: m.AddedAt}
	}
	return out, nil
}
