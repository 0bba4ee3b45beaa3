package api

import (
	"context"
	"time"

	"github.com/google/uuid"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
	"rialto/internal/stores"
)

type meHandler struct {
	auth   *auth.Service
	stores *stores.Service
}

func (h meHandler) GetMe(ctx context.Context) (*oas.Me, error) {
	return meOrError(h.auth.User(ctx, callerOf(ctx).UserID))
}

func (h meHandler) UpdateMe(ctx context.Context, req *oas.UpdateMe) (*oas.Me, error) {
	var in auth.ProfileInput
	if name, ok := req.Name.Get(); ok {
		in.Name = &name
	}
	if locale, ok := req.Locale.Get(); ok {
		in.Locale = (*string)(&locale)
	}
	return meOrError(h.auth.UpdateProfile(ctx, callerOf(ctx).UserID, in))
}

func (h meHandler) ChangeEmail(ctx context.Context, req *oas.ChangeEmail) error {
	return h.auth.ChangeEmail(ctx, callerOf(ctx).UserID, string(req.Email))
}

func (h meHandler) ConfirmEmail(ctx context.Context, req *oas.ConfirmEmail) (*oas.Me, error) {
	return meOrError(h.auth.ConfirmEmail(ctx, callerOf(ctx).UserID, string(req.Token)))
}

func (h meHandler) ChangePassword(ctx context.Context, req *oas.ChangePassword) error {
	return h.auth.ChangePassword(ctx, callerOf(ctx), auth.ChangePasswordInput{
		Current: string(req.CurrentPassword.Or("")), New: string(req.NewPassword), From: visitOf(ctx).from,
	})
}

func (h meHandler) ListSessions(ctx context.Context) (*oas.SessionList, error) {
	caller := callerOf(ctx)
	list, err := h.auth.Sessions(ctx, caller.UserID)
	if err != nil {
		return nil, err
	}
	out := &oas.SessionList{Items: make([]oas.Session, len(list))}
	for i, s := range list {
		out.Items[i] = oas.Session{
			ID: s.ID, Current: s.ID == caller.SessionID, Method: oas.SessionMethod(s.Method), IP: optStringToAPI(s.IP),
			UserAgent: optStringToAPI(s.UserAgent), CreatedAt: s.CreatedAt, LastUsedAt: s.LastUsedAt, ExpiresAt: s.ExpiresAt,
		}
	}
	return out, nil
}

func (h meHandler) EndOtherSessions(ctx context.Context) error {
	caller := callerOf(ctx)
	return h.auth.EndOtherSessions(ctx, caller.UserID, caller.SessionID)
}

func (h meHandler) EndSession(ctx context.Context, p oas.EndSessionParams) error {
	return h.auth.EndSession(ctx, callerOf(ctx).UserID, p.SessionId)
}

func (h meHandler) ListApiKeys(ctx context.Context) (*oas.ApiKeyList, error) {
	list, err := h.auth.APIKeys(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &oas.ApiKeyList{Items: make([]oas.ApiKey, len(list))}
	for i, k := range list {
		out.Items[i] = apiKeyToAPI(k)
	}
	return out, nil
}

func (h meHandler) CreateApiKey(ctx context.Context, req *oas.CreateApiKey) (*oas.NewApiKey, error) {
	in := auth.CreateAPIKeyInput{Name: req.Name, Life: time.Duration(req.ExpiresInDays) * 24 * time.Hour}
	for _, s := range req.Scopes {
		in.Scopes = append(in.Scopes, auth.Scope(s))
	}
	key, made, err := h.auth.CreateAPIKey(ctx, callerOf(ctx), in)
	if err != nil {
		return nil, err
	}
	return &oas.NewApiKey{Key: key, ApiKey: apiKeyToAPI(made)}, nil
}

func (h meHandler) RevokeApiKey(ctx context.Context, p oas.RevokeApiKeyParams) error {
	return h.auth.RevokeAPIKey(ctx, callerOf(ctx).UserID, p.ApiKeyId)
}

func (h meHandler) ListMyStores(ctx context.Context) (*oas.MyStoreList, error) {
	me := callerOf(ctx).UserID
	teams, err := h.stores.Memberships(ctx, []uuid.UUID{me})
	if err != nil {
		return nil, err
	}
	return &oas.MyStoreList{Items: myStoresToAPI(teams[me])}, nil
}

func myStoresToAPI(list []stores.Membership) []oas.MyStore {
	out := make([]oas.MyStore, len(list))
	for i, m := range list {
		out[i] = oas.MyStore{ID: m.StoreID, Slug: m.Slug, Name: m.Name, Role: oas.StoreRole(m.Role), Status: oas.StoreStatus(m.Status)}
	}
	return out
}

func apiKeyToAPI(k auth.APIKey) oas.ApiKey {
	out := oas.ApiKey{
		ID: k.ID, Name: k.Name, Prefix: k.Prefix, Scopes: make([]oas.ApiKeyScope, len(k.Scopes)),
		CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, LastUsedAt: optTimeToAPI(k.LastUsedAt), RevokedAt: optTimeToAPI(k.RevokedAt),
	}
	for i, s := range k.Scopes {
		out.Scopes[i] = oas.ApiKeyScope(s)
	}
	return out
}

func optTimeToAPI(t *time.Time) oas.OptDateTime {
	if t == nil {
		return oas.OptDateTime{}
	}
	return oas.NewOptDateTime(*t)
}

func meOrError(u auth.User, err error) (*oas.Me, error) {
	if err != nil {
		return nil, err
	}
	me := meToAPI(u)
	return &me, nil
}

func meToAPI(u auth.User) oas.Me {
	return oas.Me{
		ID: u.ID, Email: u.Email, Name: u.Name, Locale: oas.Locale(u.Locale), Role: oas.Role(u.Role), EmailVerified: u.EmailVerified,
		HasPassword: u.HasPassword, TotpEnabled: u.TOTPEnabled, RecoveryCodesLeft: u.RecoveryCodesLeft, CreatedAt: u.CreatedAt,
	}
}
