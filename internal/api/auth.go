package api

import (
	"context"
	"errors"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
)

type authHandler struct{ entrance }

func (h authHandler) Register(ctx context.Context, req *oas.Register) error {
	return h.auth.Register(ctx, auth.RegisterInput{
		Email: string(req.Email), Password: string(req.Password), Name: req.Name.Or(""), Locale: string(req.Locale.Or("")),
		TermsAccepted: req.TermsAccepted, Newsletter: req.Newsletter.Or(false),
	})
}

func (h authHandler) VerifyEmail(ctx context.Context, req *oas.VerifyEmail) (*oas.SignIn, error) {
	in, err := h.auth.VerifyEmail(ctx, auth.VerifyEmailInput{
		Token: string(req.Token), Password: string(req.Password), From: visitOf(ctx).from,
	})
	if err != nil {
		return nil, err
	}
	return h.letOn(ctx, in, req.RefreshTokenIn)
}

func (h authHandler) Login(ctx context.Context, req *oas.Login) (*oas.SignIn, error) {
	in, err := h.auth.Login(ctx, auth.LoginInput{Email: string(req.Email), Password: string(req.Password), From: visitOf(ctx).from})
	if err != nil {
		return nil, err
	}
	return h.letOn(ctx, in, req.RefreshTokenIn)
}

func (h authHandler) RefreshSession(ctx context.Context, req oas.OptRefreshToken, p oas.RefreshSessionParams) (*oas.SignIn, error) {
	token, asked := req.Get()
	if !asked {
		token.RefreshToken = p.RialtoRefresh.Or("")
	}
	in, err := h.auth.Refresh(ctx, token.RefreshToken)
	if errors.Is(err, auth.ErrUnauthenticated) && !asked {
		h.browser.signOut(ctx) // so that the pages no longer try
	}
	if err != nil {
		return nil, err
	}
	out := signedInToAPI(in)
	if asked {
		out.RefreshToken = oas.NewOptString(in.RefreshToken)
	} else {
		h.browser.signIn(ctx, in.RefreshToken)
	}
	return out, nil
}

func (h authHandler) Logout(ctx context.Context, req oas.OptRefreshToken, p oas.LogoutParams) error {
	token, asked := req.Get()
	if !asked {
		token.RefreshToken = p.RialtoRefresh.Or("")
		h.browser.signOut(ctx)
	}
	return h.auth.Logout(ctx, token.RefreshToken)
}

func (h authHandler) ForgotPassword(ctx context.Context, req *oas.ForgotPassword) error {
	return h.auth.ForgotPassword(ctx, string(req.Email))
}

func (h authHandler) ResetPassword(ctx context.Context, req *oas.ResetPassword) error {
	device, err := h.auth.ResetPassword(ctx, string(req.Token), string(req.Password))
	if err == nil {
		h.browser.know(ctx, device)
	}
	return err
}
