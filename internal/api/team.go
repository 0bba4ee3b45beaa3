package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
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
	items, err := h.membersToAPI(ctx, members)
	if err != nil {
		return nil, err
	}
	return &oas.MemberList{Items: items}, nil
}

func (h teamHandler) AddStoreMember(ctx context.Context, req *oas.AddMember, _ oas.AddStoreMemberParams) (*oas.Member, error) {
	who, err := h.auth.ContactByEmail(ctx, string(req.Email))
	if err != nil {
		return nil, err
	}
	return h.memberToAPI(ctx)(h.teams.AddMember(ctx, stores.AddMemberInput{
		Actor: callerOf(ctx).UserID, StoreID: storeOf(ctx).ID, UserID: who.UserID, Role: stores.Role(req.Role),
		To: who.MailTo(),
	}))
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
		list, err := h.membersToAPI(ctx, []stores.Member{m})
		if err != nil {
			return nil, err
		}
		return &list[0], nil
	}
}

// membersToAPI adds to members of a team who they are.
func (h teamHandler) membersToAPI(ctx context.Context, members []stores.Member) ([]oas.Member, error) {
	ids := make([]uuid.UUID, len(members))
	for i, m := range members {
		ids[i] = m.UserID
	}
	who, err := h.auth.Contacts(ctx, ids)
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
