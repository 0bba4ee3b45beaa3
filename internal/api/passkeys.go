package api

import (
	"context"
	"fmt"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
)

type passkeysHandler struct{ entrance }

func (h passkeysHandler) PasskeySignInOptions(ctx context.Context) (*oas.PasskeyOptions, error) {
	return optionsOrError(h.auth.BeginPasskeySignIn(ctx))
}

func (h passkeysHandler) PasskeySignIn(ctx context.Context, req *oas.PasskeySignIn) (*oas.SignIn, error) {
	credential, err := req.Credential.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("encode credential: %w", err)
	}
	in, err := h.auth.SignInWithPasskey(ctx, req.Challenge, credential)
	if err != nil {
		return nil, err
	}
	return h.letIn(ctx, in, req.RefreshTokenIn)
}

func (h passkeysHandler) PasskeyOptions(ctx context.Context) (*oas.PasskeyOptions, error) {
	return optionsOrError(h.auth.BeginPasskey(ctx, callerOf(ctx).UserID))
}

func optionsOrError(c auth.PasskeyChallenge, err error) (*oas.PasskeyOptions, error) {
	if err != nil {
		return nil, err
	}
	out := &oas.PasskeyOptions{Challenge: c.Challenge}
	if err := out.PublicKey.UnmarshalJSON(c.PublicKey); err != nil {
		return nil, fmt.Errorf("passkey options: %w", err)
	}
	return out, nil
}

func (h passkeysHandler) AddPasskey(ctx context.Context, req *oas.AddPasskey) (*oas.Passkey, error) {
	credential, err := req.Credential.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("encode credential: %w", err)
	}
	made, err := h.auth.AddPasskey(ctx, callerOf(ctx).UserID, req.Challenge, req.Name, credential)
	if err != nil {
		return nil, err
	}
	out := passkeyToAPI(made)
	return &out, nil
}

func (h passkeysHandler) ListPasskeys(ctx context.Context) (*oas.PasskeyList, error) {
	list, err := h.auth.Passkeys(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &oas.PasskeyList{Items: make([]oas.Passkey, len(list))}
	for i, p := range list {
		out.Items[i] = passkeyToAPI(p)
	}
	return out, nil
}

func (h passkeysHandler) RemovePasskey(ctx context.Context, p oas.RemovePasskeyParams) error {
	return h.auth.RemovePasskey(ctx, callerOf(ctx).UserID, p.PasskeyId)
}

func passkeyToAPI(p auth.Passkey) oas.Passkey {
	out := oas.Passkey{ID: p.ID, Name: p.Name, CreatedAt: p.CreatedAt}
	if p.LastUsedAt != nil {
		out.LastUsedAt = oas.NewOptDateTime(*p.LastUsedAt)
	}
	return out
}
