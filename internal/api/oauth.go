package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"rialto/internal/api/internal/oas"
	"rialto/internal/auth"
	"rialto/internal/errs"
)

const (
	// oauthCookie binds a sign-in at a provider to the browser that began it.
	oauthCookie    = "rialto_oauth"
	oauthPath      = authPath + "/oauth"
	oauthCookieAge = 600 // seconds; as long as the sign-in may take

	loginPage = "/login"
)

type oauthHandler struct {
	entrance
	log *slog.Logger
}

func (h oauthHandler) ListProviders(context.Context) (*oas.ProviderList, error) {
	list := h.auth.Providers()
	out := &oas.ProviderList{Items: make([]oas.ProviderListItemsItem, len(list))}
	for i, p := range list {
		out.Items[i] = oas.ProviderListItemsItem{ID: p.ID, Name: p.Name}
	}
	return out, nil
}

func (h oauthHandler) StartOAuth(ctx context.Context, p oas.StartOAuthParams) (*oas.StartOAuthFound, error) {
	start, err := h.auth.BeginProvider(ctx, p.Provider, p.ReturnTo.Or(""))
	if err != nil {
		back, err := h.backToLogin(ctx, p.Provider, "", err)
		return &oas.StartOAuthFound{Location: back}, err
	}
	h.browser.set(ctx, http.Cookie{Name: oauthCookie, Value: start.Browser, Path: oauthPath, MaxAge: oauthCookieAge, HttpOnly: true})
	return &oas.StartOAuthFound{Location: start.URL}, nil
}

func (h oauthHandler) FinishOAuth(ctx context.Context, p oas.FinishOAuthParams) (*oas.FinishOAuthFound, error) {
	in, err := h.auth.FinishProvider(ctx, auth.ProviderReturn{
		Provider: p.Provider, Browser: p.RialtoOAuth.Or(""), State: p.State.Or(""), Code: p.Code.Or(""), Error: p.Error.Or(""), Issuer: p.Iss.Or(""),
	})
	// Anybody can send a browser here; a sign-in that has begun goes on.
	if !errors.Is(err, auth.ErrChallengeOver) {
		h.browser.set(ctx, http.Cookie{Name: oauthCookie, Path: oauthPath, MaxAge: -1, HttpOnly: true})
	}
	if err != nil {
		back, err := h.backToLogin(ctx, p.Provider, in.ReturnTo, err)
		return &oas.FinishOAuthFound{Location: back}, err
	}
	to := in.ReturnTo
	switch {
	case in.Link != "":
		to = loginPageWith("link", in.Link, in.ReturnTo)
	case in.Challenge != "":
		to = loginPageWith("challenge", in.Challenge, in.ReturnTo)
	default:
		if _, err := h.letIn(ctx, *in.SignedIn, oas.OptRefreshTokenIn{}); err != nil {
			return nil, err
		}
	}
	return &oas.FinishOAuthFound{Location: to}, nil
}

// backToLogin returns where a browser goes when a sign-in at a provider failed:
// to the page that says why. A failure of ours, and an address that we never
// gave away, are problems like any other.
func (h oauthHandler) backToLogin(ctx context.Context, provider, returnTo string, err error) (string, error) {
	e, known := errs.As(err)
	if !known || errors.Is(err, auth.ErrProviderNotFound) {
		return "", err
	}
	if errors.Is(err, auth.ErrProviderUnavailable) || errors.Is(err, auth.ErrProviderAnswer) {
		h.log.WarnContext(ctx, "sign-in at a provider failed", "provider", provider, "error", err)
	}
	return loginPageWith("problem", e.Code, returnTo), nil
}

func loginPageWith(name, value, returnTo string) string {
	q := url.Values{name: {value}}
	if returnTo != "" && returnTo != "/" {
		q.Set("returnTo", returnTo)
	}
	return loginPage + "?" + q.Encode()
}

func (h oauthHandler) ListIdentities(ctx context.Context) (*oas.IdentityList, error) {
	list, err := h.auth.Identities(ctx, callerOf(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &oas.IdentityList{Items: make([]oas.Identity, len(list))}
	for i, id := range list {
		out.Items[i] = identityToAPI(id)
	}
	return out, nil
}

func (h oauthHandler) LinkIdentity(ctx context.Context, req *oas.LinkIdentity) (*oas.Identity, error) {
	linked, err := h.auth.LinkIdentity(ctx, callerOf(ctx).UserID, req.Challenge)
	if err != nil {
		return nil, err
	}
	out := identityToAPI(linked)
	return &out, nil
}

func (h oauthHandler) UnlinkIdentity(ctx context.Context, p oas.UnlinkIdentityParams) error {
	return h.auth.UnlinkIdentity(ctx, callerOf(ctx).UserID, p.IdentityId)
}

func identityToAPI(id auth.Identity) oas.Identity {
	out := oas.Identity{ID: id.ID, Provider: id.Provider, Email: id.Email, CreatedAt: id.CreatedAt}
	if id.LastUsedAt != nil {
		out.LastUsedAt = oas.NewOptDateTime(*id.LastUsedAt)
	}
	return out
}
