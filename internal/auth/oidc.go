package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"rialto/internal/traces"
)

// Provider is an OpenID provider (OpenID Connect Core 1.0) with whose accounts
// people sign in.
type Provider struct {
	ID           string // part of addresses, and kept with every linked account
	Name         string // for people
	Issuer       string // URL, exactly as the provider writes it
	ClientID     string
	ClientSecret string   // empty for a public client
	Scopes       []string // besides openid
}

const (
	// providerTimeout bounds one request to a provider.
	providerTimeout = 5 * time.Second
	// providerBody is more than any answer of a provider needs, in bytes.
	providerBody = 1 << 20
	// providerMemory is how long it is remembered where a provider's
	// addresses are.
	providerMemory = time.Hour
)

// provider is a Provider as it was found. It is asked for its addresses when
// somebody first signs in, so that the marketplace starts without it.
type provider struct {
	Provider
	callback string
	client   *http.Client
	now      func() time.Time

	find singleflight.Group

	mu      sync.Mutex
	known   *discovered
	knownAt time.Time
}

// discovered is what a provider says of itself.
type discovered struct {
	*oidc.Provider
	oauth oauth2.Config
	// namesIssuer says that the provider names itself when it sends a browser
	// back (RFC 9207).
	namesIssuer bool
}

func newProvider(p Provider, callback string, now func() time.Time) *provider {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	return &provider{
		Provider: p, callback: callback, now: now,
		client: &http.Client{
			Timeout: providerTimeout, Transport: traces.Transport("oidc", bounded{transport}, nil),
			// What we send is for the provider alone.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

func newProviders(list []Provider, callback func(id string) string, now func() time.Time) *[]*provider {
	out := make([]*provider, len(list))
	for i, p := range list {
		out[i] = newProvider(p, callback(p.ID), now)
	}
	return &out
}

// bounded cuts answers that are too long.
type bounded struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(res.Body, providerBody), res.Body}
	return res, nil
}

// discover returns what the provider says of itself (OpenID Connect Discovery
// 1.0). However many ask at once, the provider is asked once. When it does not
// answer, what it said before is good enough; else it is ErrProviderUnavailable.
func (p *provider) discover(ctx context.Context) (*discovered, error) {
	known, fresh := p.remembered()
	if fresh {
		return known, nil
	}
	found, err, _ := p.find.Do("", func() (any, error) {
		// Whoever gives up does not take the others with them.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), providerTimeout)
		defer cancel()
		found, err := p.ask(ctx)
		if err != nil {
			return nil, err
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.known, p.knownAt = found, p.now()
		return found, nil
	})
	if err == nil {
		return found.(*discovered), nil
	}
	if known != nil {
		return known, nil
	}
	return nil, ErrProviderUnavailable.Because(cut(err))
}

func (p *provider) remembered() (known *discovered, fresh bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known, p.known != nil && p.now().Sub(p.knownAt) < providerMemory
}

func (p *provider) ask(ctx context.Context) (*discovered, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.Issuer)
	if err != nil {
		return nil, err
	}
	var says struct {
		JWKS        string   `json:"jwks_uri"`
		AuthMethods []string `json:"token_endpoint_auth_methods_supported"`
		NamesIssuer bool     `json:"authorization_response_iss_parameter_supported"`
	}
	if err := found.Claims(&says); err != nil {
		return nil, err
	}
	endpoint := found.Endpoint()
	for _, at := range []string{endpoint.AuthURL, endpoint.TokenURL, says.JWKS, found.UserInfoEndpoint()} {
		if err := p.mayCall(at); err != nil {
			return nil, err
		}
	}
	// Trying one way after the other, as the library would, could use the
	// code up.
	endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if p.ClientSecret == "" || len(says.AuthMethods) > 0 && !slices.Contains(says.AuthMethods, "client_secret_basic") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &discovered{
		Provider: found, namesIssuer: says.NamesIssuer,
		oauth: oauth2.Config{
			ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: endpoint, RedirectURL: p.callback,
			Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...),
		},
	}, nil
}

// mayCall refuses an address that is less protected than the provider's own.
func (p *provider) mayCall(address string) error {
	if address == "" {
		return nil // userinfo may be missing; the others fail when they are called
	}
	issuer, err := url.Parse(p.Issuer)
	if err != nil {
		return err
	}
	at, err := url.Parse(address)
	if err != nil {
		return err
	}
	if at.Host == "" || at.Scheme != "https" && at.Scheme != issuer.Scheme {
		return fmt.Errorf("the provider names an address that is not https: %s", address)
	}
	return nil
}

// cut shortens an error that may repeat what a provider said.
func cut(err error) error {
	const most = 300
	if text := err.Error(); len(text) > most {
		return errors.New(text[:most] + "…")
	}
	return err
}
