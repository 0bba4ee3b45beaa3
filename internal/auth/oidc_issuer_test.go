package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"

	"rialto/internal/auth"
)

const issuerSecret = "a secret that client and provider share"

// issuer is an OpenID provider that signs everybody in and does as it is told,
// also what it must not. What a real one does is tested in package app.
type issuer struct {
	*httptest.Server
	h      *accounts // whose clock it goes by
	key    *ecdsa.PrivateKey
	secret string

	mu      sync.Mutex
	began   map[string]url.Values // by code
	asked   map[string]int        // how often, by path
	answers map[string]http.HandlerFunc
	// What the next sign-ins are like.
	claims   map[string]any // of the person, in the ID token
	userInfo map[string]any
	token    func(claims map[string]any) string // instead of a good one
	reply    func(map[string]any)               // changes what the token endpoint says
	metadata func(map[string]any)               // changes what it says of itself
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	i := &issuer{key: key, secret: issuerSecret, began: map[string]url.Values{}, asked: map[string]int{}, answers: map[string]http.HandlerFunc{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", i.describe)
	mux.HandleFunc("GET /authorize", i.authorize)
	mux.HandleFunc("POST /token", i.exchange)
	mux.HandleFunc("POST /elsewhere", i.exchange)
	mux.HandleFunc("GET /userinfo", func(w http.ResponseWriter, _ *http.Request) { answer(w, i.userInfo) })
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "k", Use: "sig", Algorithm: "ES256"}}})
	})
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.asked[r.URL.Path]++
		if other := i.answers[r.URL.Path]; other != nil {
			other(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(i.Close)
	i.behave()
	return i
}

// behave undoes what a test has told the issuer.
func (i *issuer) behave() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.claims = map[string]any{"sub": "ada-at-acme", "email": email, "email_verified": true, "name": "Ada Byron"}
	i.userInfo, i.token, i.reply, i.metadata = nil, i.sign, func(map[string]any) {}, func(map[string]any) {}
	i.answers = map[string]http.HandlerFunc{}
}

// told changes what the issuer does.
func (i *issuer) told(change func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	change()
}

func (i *issuer) describe(w http.ResponseWriter, _ *http.Request) {
	says := map[string]any{
		"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
		"userinfo_endpoint": i.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"},
		"authorization_response_iss_parameter_supported": true,
	}
	i.metadata(says)
	answer(w, says)
}

func (i *issuer) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	code := uuid.NewString()
	i.began[code] = q
	back := url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {i.URL}}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (i *issuer) exchange(w http.ResponseWriter, r *http.Request) {
	began, known := i.began[r.PostFormValue("code")]
	delete(i.began, r.PostFormValue("code"))
	id, secret, _ := r.BasicAuth()
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !known || id != began.Get("client_id") || secret != url.QueryEscape(i.secret) ||
		r.PostFormValue("redirect_uri") != began.Get("redirect_uri") ||
		began.Get("code_challenge_method") != "S256" || began.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(challenge[:]) {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]any{"error": "invalid_grant"})
		return
	}
	now := i.h.now().Unix()
	claims := map[string]any{"iss": i.URL, "aud": began.Get("client_id"), "iat": now, "exp": now + 60, "nonce": began.Get("nonce"), "at_hash": atHash("access")}
	for name, value := range i.claims {
		claims[name] = value
	}
	says := map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": i.token(claims)}
	i.reply(says)
	answer(w, says)
}

// sign makes an ID token with the issuer's key.
func (i *issuer) sign(claims map[string]any) string { return signed(jose.ES256, i.key, claims) }

func signed(alg jose.SignatureAlgorithm, key any, claims map[string]any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil)
	if err != nil {
		panic(err)
	}
	payload, _ := json.Marshal(claims) // strings and numbers
	jws, err := signer.Sign(payload)
	if err != nil {
		panic(err)
	}
	token, err := jws.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return token
}

// unsigned makes an ID token that says it needs no signature.
func unsigned(claims map[string]any) string {
	payload, _ := json.Marshal(claims) // strings and numbers
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"none","kid":"k"}`)) + "." + part(payload) + "."
}

// atHash is the hash of an access token (OpenID Connect Core, 3.1.3.6).
func atHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// withIssuer opens accounts that know the provider acme, and another at the
// same issuer.
func withIssuer(t *testing.T) (*accounts, *issuer) {
	t.Helper()
	i := newIssuer(t)
	i.h = setupWith(t, func(c *auth.Config) { i.configure(c) })
	return i.h, i
}

func (i *issuer) configure(c *auth.Config) {
	acme := auth.Provider{ID: "acme", Name: "Acme", Issuer: i.URL, ClientID: "rialto", ClientSecret: issuerSecret, Scopes: []string{"email", "profile"}}
	other := acme
	other.ID, other.Name = "other", "Other"
	c.Providers = []auth.Provider{acme, other}
	c.CallbackURL = func(id string) string { return publicURL + "/back/" + id }
}

// visit signs in at the provider, and returns with what a browser brings back.
func (h *accounts) visit(t *testing.T, returnTo string) auth.ProviderReturn {
	t.Helper()
	start, err := h.BeginProvider(t.Context(), "acme", returnTo)
	check(t, err)
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := browser.Get(start.URL)
	check(t, err)
	res.Body.Close()
	back, rest, _ := strings.Cut(res.Header.Get("Location"), "?")
	same(t, "returns to", back, publicURL+"/back/acme")
	q, err := url.ParseQuery(rest)
	check(t, err)
	return auth.ProviderReturn{Provider: "acme", Browser: start.Browser, State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss")}
}

// arrive goes the whole way.
func (h *accounts) arrive(t *testing.T) (auth.ProviderSignIn, error) {
	t.Helper()
	return h.FinishProvider(t.Context(), h.visit(t, "/account"))
}
