package api

import (
	"context"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
)

type factorsHandler struct{ entrance }

func (h factorsHandler) LoginSecondFactor(ctx context.Context, req *oas.SecondFactor) (*oas.SignIn, error) {
	in, err := h.auth.SecondFactor(ctx, auth.SecondFactorInput{Challenge: req.Challenge, Code: req.Code, From: visitOf(ctx).from})
	if err != nil {
		return nil, err
	}
	return h.letIn(ctx, in, req.RefreshTokenIn)
}

func (h factorsHandler) BeginTotp(ctx context.Context) (*oas.TotpSecret, error) {
	made, err := h.auth.BeginTOTP(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	return &oas.TotpSecret{Secret: made.Secret, URI: made.URI}, nil
}

func (h factorsHandler) ConfirmTotp(ctx context.Context, req *oas.TotpCode) (*oas.RecoveryCodes, error) {
	return codesOrError(h.auth.ConfirmTOTP(ctx, callerOf(ctx).UserID, req.Code))
}

func (h factorsHandler) RemoveTotp(ctx context.Context) error {
	return h.auth.RemoveTOTP(ctx, callerOf(ctx).UserID)
}

func (h factorsHandler) RenewRecoveryCodes(ctx context.Context) (*oas.RecoveryCodes, error) {
	return codesOrError(h.auth.RenewRecoveryCodes(ctx, callerOf(ctx).UserID))
}

func codesOrError(codes []string, err error) (*oas.RecoveryCodes, error) {
	if err != nil {
		return nil, err
	}
	return &oas.RecoveryCodes{Codes: codes}, nil
}
