package api

import (
	"context"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/audit"
	"rialto/internal/auth"
	"rialto/internal/notify"
	"rialto/internal/stores"
)

type adminHandler struct {
	auth   *auth.Service
	audit  *audit.Service
	stores *stores.Service
	notify *notify.Service
}

func (h adminHandler) ListUsers(ctx context.Context, p oas.ListUsersParams) (*oas.UserPage, error) {
	users, next, err := h.auth.Users(ctx, auth.UsersFilter{
		Words: trimmed(p.Q), Role: auth.Role(p.Role.Or("")), Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit),
	})
	if err != nil {
		return nil, err
	}
	items, err := h.usersToAPI(ctx, users)
	if err != nil {
		return nil, err
	}
	return &oas.UserPage{Items: items, NextCursor: nilStringToAPI(next)}, nil
}

func (h adminHandler) GetUser(ctx context.Context, p oas.GetUserParams) (*oas.User, error) {
	return h.userToAPI(ctx)(h.auth.User(ctx, p.UserId))
}

func (h adminHandler) UpdateUser(ctx context.Context, req *oas.UpdateUser, p oas.UpdateUserParams) (*oas.User, error) {
	var in auth.UpdateUserInput
	if role, ok := req.Role.Get(); ok {
		in.Role = (*auth.Role)(&role)
	}
	if blocked, ok := req.Blocked.Get(); ok {
		in.Blocked = &blocked
	}
	return h.userToAPI(ctx)(h.auth.UpdateUser(ctx, callerOf(ctx), p.UserId, in))
}

func (h adminHandler) EndUserSessions(ctx context.Context, p oas.EndUserSessionsParams) error {
	return h.auth.EndSessionsOf(ctx, callerOf(ctx), p.UserId)
}

func (h adminHandler) ListAuditLog(ctx context.Context, p oas.ListAuditLogParams) (*oas.AuditPage, error) {
	list, next, err := h.audit.Entries(ctx, audit.Filter{
		Actor: optID(p.Actor), StoreID: optID(p.Store), Action: p.Action.Or(""), Cursor: p.Cursor.Or(""), Limit: p.Limit.Or(defaultLimit),
	})
	if err != nil {
		return nil, err
	}
	var actors []uuid.UUID
	for _, e := range list {
		if e.Actor != nil {
			actors = append(actors, *e.Actor)
		}
	}
	people, err := h.auth.Contacts(ctx, actors)
	if err != nil {
		return nil, err
	}
	out := &oas.AuditPage{Items: make([]oas.AuditEntry, len(list)), NextCursor: nilStringToAPI(next)}
	for i, e := range list {
		out.Items[i] = auditEntryToAPI(e, people)
	}
	return out, nil
}

func auditEntryToAPI(e audit.Recorded, people map[uuid.UUID]auth.Contact) oas.AuditEntry {
	out := oas.AuditEntry{
		Seq: e.Seq, At: e.At, Action: e.Action, TargetKind: e.Target.Kind, TargetId: e.Target.ID,
		Details: oas.AuditEntryDetails(e.Details), IP: optStringToAPI(e.Origin.IP), UserAgent: optStringToAPI(e.Origin.UserAgent),
	}
	if e.Actor != nil {
		out.ActorId, out.ActorName = oas.NewOptUUID(*e.Actor), people[*e.Actor].Email
	}
	if e.StoreID != nil {
		out.StoreId = oas.NewOptUUID(*e.StoreID)
	}
	return out
}

func (h adminHandler) userToAPI(ctx context.Context) func(auth.User, error) (*oas.User, error) {
	return func(u auth.User, err error) (*oas.User, error) {
		if err != nil {
			return nil, err
		}
		list, err := h.usersToAPI(ctx, []auth.User{u})
		if err != nil {
			return nil, err
		}
		return &list[0], nil
	}
}

func (h adminHandler) usersToAPI(ctx context.Context, users []auth.User) ([]oas.User, error) {
	ids := make([]uuid.UUID, len(users))
	for i, u := range users {
		ids[i] = u.ID
	}
	teams, err := h.stores.Memberships(ctx, ids)
	if err != nil {
		return nil, err
	}
	addresses := make([]string, len(users))
	for i, u := range users {
		addresses[i] = u.Email
	}
	refusals, err := h.notify.Refusals(ctx, addresses...)
	if err != nil {
		return nil, err
	}
	out := make([]oas.User, len(users))
	for i, u := range users {
		out[i] = oas.User{
			ID: u.ID, Email: u.Email, Name: u.Name, Role: oas.Role(u.Role), EmailVerified: u.EmailVerified, Blocked: u.Blocked,
			TotpEnabled: u.TOTPEnabled, Passkeys: u.Passkeys, Stores: myStoresToAPI(teams[u.ID]), CreatedAt: u.CreatedAt,
			MailRefusal: optRefusalToAPI(refusals, u.Email),
		}
		if !u.LastSeenAt.IsZero() {
			out[i].LastSeenAt = oas.NewOptDateTime(u.LastSeenAt)
		}
	}
	return out, nil
}
