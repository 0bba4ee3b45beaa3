package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"rialto/internal/auth"
)

// providerSetting is one of RIALTO_OIDC_PROVIDERS, see
// docs/guides/sign-in-with-google.md.
type providerSetting struct {
	ID           string   `json:"id"`
	Name         string   `json:"name"`
	Issuer       string   `json:"issuer"`
	ClientID     string   `json:"clientId"`
	ClientSecret string   `json:"clientSecret"`
	Scopes       []string `json:"scopes"`
}

// providerID is what the contract allows in an address.
var providerID = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

// oidcProviders reads RIALTO_OIDC_PROVIDERS. It never repeats what it read:
// there are secrets in it.
func (c Config) oidcProviders() ([]auth.Provider, error) {
	if c.OIDCProviders == "" {
		return nil, nil
	}
	in := json.NewDecoder(strings.NewReader(c.OIDCProviders))
	in.DisallowUnknownFields()
	var settings []providerSetting
	if err := in.Decode(&settings); err != nil {
		return nil, fmt.Errorf("RIALTO_OIDC_PROVIDERS is not a JSON list of providers: %w", withoutValue(err))
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("RIALTO_OIDC_PROVIDERS is not a JSON list of providers: there is more after it")
	}
	var providers []auth.Provider
	var bad []error
	seen := map[string]bool{}
	for i, s := range settings {
		p, err := c.oidcProvider(s)
		if err == nil && seen[p.ID] {
			err = errors.New("id is another provider's")
		}
		if err != nil {
			bad = append(bad, fmt.Errorf("RIALTO_OIDC_PROVIDERS[%d]: %w", i, err))
		}
		seen[p.ID] = true
		providers = append(providers, p)
	}
	return providers, errors.Join(bad...)
}

func (c Config) oidcProvider(s providerSetting) (auth.Provider, error) {
	issuer, err := url.Parse(s.Issuer)
	isURL := err == nil && issuer.Host != "" && issuer.RawQuery == "" && issuer.Fragment == "" && issuer.User == nil
	switch {
	case !providerID.MatchString(s.ID):
		return auth.Provider{}, errors.New("id must be small letters, digits and dashes, at most 40")
	case strings.TrimSpace(s.Name) == "":
		return auth.Provider{}, errors.New("name is missing")
	case !isURL || issuer.Scheme != "https" && (issuer.Scheme != "http" || c.production()):
		return auth.Provider{}, errors.New("issuer must be a URL that begins with https://")
	case s.ClientID == "":
		return auth.Provider{}, errors.New("clientId is missing")
	}
	if s.Scopes == nil {
		s.Scopes = []string{"email", "profile"}
	}
	s.Scopes = slices.DeleteFunc(slices.Clone(s.Scopes), func(scope string) bool { return scope == "openid" }) // always asked for
	return auth.Provider{
		ID: s.ID, Name: strings.TrimSpace(s.Name), Issuer: s.Issuer, ClientID: s.ClientID, ClientSecret: s.ClientSecret, Scopes: s.Scopes,
	}, nil
}

// withoutValue leaves out what a decoder repeats of its input.
func withoutValue(err error) error {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("it is no JSON at byte %d", syntax.Offset)
	case errors.As(err, &typ):
		return fmt.Errorf("%s has another type", typ.Field)
	}
	return err
}
