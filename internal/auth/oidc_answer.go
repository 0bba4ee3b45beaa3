package auth

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// person is who signed in at a provider.
type person struct {
	Provider      string `json:"provider"`
	Subject       string `json:"subject"` // never given to somebody else
	Email         string `json:"email"`
	EmailVerified bool   `json:"emailVerified"`
	Name          string `json:"name"`
	Locale        string `json:"locale"`
}

// personOf trades the code for tokens and returns who they are about, after
// the checks of OpenID Connect Core 1.0, section 3.1.3: signature, issuer,
// audience, expiry, nonce and the hash of the access token.
func (p *provider) personOf(ctx context.Context, d *discovered, code string, began oidcData) (person, error) {
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := d.oauth.Exchange(ctx, code, oauth2.VerifierOption(began.Verifier))
	if err != nil {
		return person{}, exchangeError(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return person{}, ErrProviderAnswer.Because(errors.New("no ID token"))
	}
	id, err := d.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID, Now: p.now}).Verify(ctx, raw)
	if err != nil {
		return person{}, ErrProviderAnswer.Because(cut(err))
	}
	claims, err := checkToken(id, p.ClientID, began.Nonce, token.AccessToken)
	if err != nil {
		return person{}, ErrProviderAnswer.Because(err)
	}
	if claims.Email == "" {
		if err := userInfo(ctx, d, token, id.Subject, &claims); err != nil {
			return person{}, err
		}
	}
	return person{
		Provider: p.ID, Subject: id.Subject, Email: claims.Email, EmailVerified: bool(claims.EmailVerified),
		Name: claims.Name, Locale: claims.Locale,
	}, nil
}

// exchangeError tells a provider that is down from one that refuses. It
// repeats nothing but the provider's own code for it.
func exchangeError(err error) error {
	var refused *oauth2.RetrieveError
	var network net.Error
	switch {
	case errors.As(err, &refused) && refused.Response.StatusCode < 500:
		return ErrProviderAnswer.Because(fmt.Errorf("the provider refuses the code: %d %s", refused.Response.StatusCode, refused.ErrorCode))
	case errors.As(err, &refused):
		return ErrProviderUnavailable.Because(fmt.Errorf("the provider answers %d", refused.Response.StatusCode))
	case errors.As(err, &network):
		return ErrProviderUnavailable.Because(err)
	}
	return ErrProviderAnswer.Because(cut(err))
}

// personClaims are the claims about a person that we use.
type personClaims struct {
	Email         string   `json:"email"`
	EmailVerified verified `json:"email_verified"`
	Name          string   `json:"name"`
	Locale        string   `json:"locale"`
}

// verified is true or "true": some providers write it as text.
type verified bool

// UnmarshalJSON implements json.Unmarshaler.
func (v *verified) UnmarshalJSON(b []byte) error {
	*v = string(b) == "true" || string(b) == `"true"`
	return nil
}

// checkToken checks what the library leaves to us.
func checkToken(id *oidc.IDToken, clientID, nonce, accessToken string) (c personClaims, err error) {
	var party struct {
		AZP string `json:"azp"`
	}
	if err := id.Claims(&party); err != nil {
		return c, err
	}
	switch {
	case id.Subject == "" || len(id.Subject) > 255: // section 2
		return c, errors.New("no subject")
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1:
		return c, errors.New("the nonce is another")
	case party.AZP != "" && party.AZP != clientID, party.AZP == "" && !slices.Equal(id.Audience, []string{clientID}):
		return c, errors.New("the token was issued to another party")
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(accessToken); err != nil {
			return c, err
		}
	}
	return c, id.Claims(&c)
}

// userInfo completes the claims: many providers put into the token only who it
// is. The answer has to be about the same subject (section 5.3.2).
func userInfo(ctx context.Context, d *discovered, token *oauth2.Token, subject string, c *personClaims) error {
	if d.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := d.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return ErrProviderUnavailable.Because(cut(err))
	}
	if info.Subject != subject {
		return ErrProviderAnswer.Because(errors.New("userinfo is about somebody else"))
	}
	var found json.RawMessage
	if err := info.Claims(&found); err != nil {
		return ErrProviderAnswer.Because(cut(err))
	}
	// Of the address both is said there, or nothing.
	c.EmailVerified = false
	if err := json.Unmarshal(found, c); err != nil {
		return ErrProviderAnswer.Because(cut(err))
	}
	return nil
}
