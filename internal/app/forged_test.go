package app

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// forger signs tokens of its own, with a key that the marketplace knows too.
type forger struct {
	kid    string
	key    ed25519.PrivateKey
	claims jwt.MapClaims // of a token that works
}

func (m *market) forger(t *testing.T, s somebody) forger {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	must(t, err)
	f := forger{kid: "forger", key: private, claims: jwt.MapClaims{}}
	_, err = m.pool.Exec(t.Context(), `INSERT INTO auth.signing_keys (kid, public_key, sealed_key, created_at, verifies_until)
		VALUES ($1, $2, '', now(), now() + interval '1 hour')`, f.kid, []byte(public))
	must(t, err)
	_, _, err = jwt.NewParser().ParseUnverified(s.AccessToken, f.claims)
	must(t, err)
	return f
}

// token signs the claims of a token that works, but for those given; nil
// removes one.
func (f forger) token(t *testing.T, header, claims map[string]any, method jwt.SigningMethod, key any) string {
	t.Helper()
	all := maps.Clone(f.claims)
	for name, value := range claims {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
	tok := jwt.NewWithClaims(method, all)
	tok.Header["kid"] = f.kid
	for name, value := range header {
		if tok.Header[name] = value; value == nil {
			delete(tok.Header, name)
		}
	}
	signed, err := tok.SignedString(key)
	must(t, err)
	return signed
}

func TestForgedTokens(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada, grace := m.signUp(t, "ada@example.org"), m.signUp(t, "grace@example.org")
	f := m.forger(t, ada)
	_, foreign, err := ed25519.GenerateKey(nil)
	must(t, err)
	at := func(d time.Duration) *jwt.NumericDate { return jwt.NewNumericDate(time.Now().Add(d)) }
	with := func(claims map[string]any) string { return f.token(t, nil, claims, jwt.SigningMethodEdDSA, f.key) }
	public := f.key.Public().(ed25519.PublicKey)
	me := func(token string) answer { return m.call("GET", "/me", "", "Authorization", "Bearer "+token) }

	for name, token := range map[string]string{
		"made by the marketplace":          ada.AccessToken,
		"like one of the marketplace":      with(nil),
		"with an audience more than ours":  with(map[string]any{"aud": []string{"other", "rialto"}}),
		"with a clock that is a bit ahead": with(map[string]any{"nbf": at(2 * time.Second), "iat": at(2 * time.Second)}),
	} {
		want(t, name, me(token), http.StatusOK, "")
	}

	whole := strings.Split(ada.AccessToken, ".")
	var header map[string]any
	raw, err := base64.RawURLEncoding.DecodeString(whole[0])
	must(t, err)
	must(t, json.Unmarshal(raw, &header))
	unsigned := func(alg string) string {
		header["alg"] = alg
		b, err := json.Marshal(header)
		must(t, err)
		return base64.RawURLEncoding.EncodeToString(b) + "." + whole[1] + "."
	}
	var session string
	must(t, m.pool.QueryRow(t.Context(), "SELECT id::text FROM auth.sessions WHERE user_id = $1", grace.ID).Scan(&session))

	for name, token := range map[string]string{
		"alg none":                       f.token(t, nil, nil, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType),
		"alg None, without signature":    unsigned("None"),
		"alg none, with a signature":     unsigned("none") + whole[2],
		"EdDSA without a signature":      unsigned("EdDSA"),
		"HS256 with the public key":      f.token(t, nil, nil, jwt.SigningMethodHS256, []byte(public)),
		"HS256 with the key's id":        f.token(t, nil, nil, jwt.SigningMethodHS256, []byte(f.kid)),
		"another's key":                  f.token(t, nil, nil, jwt.SigningMethodEdDSA, foreign),
		"a key that is not there":        f.token(t, map[string]any{"kid": "nobody"}, nil, jwt.SigningMethodEdDSA, foreign),
		"no key":                         f.token(t, map[string]any{"kid": nil}, nil, jwt.SigningMethodEdDSA, f.key),
		"a key of another type":          f.token(t, map[string]any{"kid": 7}, nil, jwt.SigningMethodEdDSA, f.key),
		"a key of its own in the header": f.token(t, map[string]any{"jwk": map[string]string{"kty": "OKP", "crv": "Ed25519", "x": base64.RawURLEncoding.EncodeToString(foreign.Public().(ed25519.PublicKey))}}, nil, jwt.SigningMethodEdDSA, foreign),
		"another audience":               with(map[string]any{"aud": "shop"}),
		"no audience":                    with(map[string]any{"aud": nil}),
		"another issuer":                 with(map[string]any{"iss": "https://evil.example"}),
		"no issuer":                      with(map[string]any{"iss": nil}),
		"expired":                        with(map[string]any{"exp": at(-10 * time.Second)}),
		"without an end":                 with(map[string]any{"exp": nil}),
		"not yet valid":                  with(map[string]any{"nbf": at(time.Minute)}),
		"issued in the future":           with(map[string]any{"iat": at(time.Minute)}),
		"a session of another":           with(map[string]any{"sid": session}),
		"a session that is not there":    with(map[string]any{"sid": uuid.NewString()}),
		"no session":                     with(map[string]any{"sid": nil}),
		"another user":                   with(map[string]any{"sub": grace.ID}),
		"no user":                        with(map[string]any{"sub": nil}),
		"an altered signature":           ada.AccessToken[:len(ada.AccessToken)-3] + "AAA",
		"the claims of another":          whole[0] + "." + strings.Split(grace.AccessToken, ".")[1] + "." + whole[2],
		"a refresh token":                ada.RefreshToken,
		"half a token":                   ada.AccessToken[:40],
		"nothing":                        "",
	} {
		a := me(token)
		want(t, name, a, http.StatusUnauthorized, "unauthenticated")
		if a.header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: WWW-Authenticate is %q", name, a.header.Get("WWW-Authenticate"))
		}
	}

	want(t, "another scheme", m.call("GET", "/me", "", "Authorization", "Basic "+ada.AccessToken), http.StatusUnauthorized, "unauthenticated")
	want(t, "no header", m.call("GET", "/me", ""), http.StatusUnauthorized, "unauthenticated")
	want(t, "in the query", m.call("GET", "/me?access_token="+ada.AccessToken, ""), http.StatusBadRequest, "bad_request")

	_, err = m.pool.Exec(t.Context(), "UPDATE auth.signing_keys SET verifies_until = now() WHERE kid = $1", f.kid)
	must(t, err)
	want(t, "a key that no longer verifies", me(with(nil)), http.StatusUnauthorized, "unauthenticated")
}

func TestPublicKeys(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada := m.signUp(t, "ada@example.org")
	a := m.at(t, http.MethodGet, "/.well-known/jwks.json")
	var set struct {
		Keys []struct{ Kid, Kty, Crv, Alg, Use, X, D string }
	}
	a.into(t, &set)
	if len(set.Keys) != 1 || set.Keys[0].D != "" || !strings.Contains(a.header.Get("Cache-Control"), "max-age") {
		t.Fatalf("got %s %v", a.body, a.header)
	}
	// Whoever has the list, and nothing else of ours, verifies a token with it.
	parsed, err := jwt.Parse(ada.AccessToken, func(tok *jwt.Token) (any, error) {
		if tok.Header["kid"] != set.Keys[0].Kid {
			return nil, fmt.Errorf("signed with %v", tok.Header["kid"])
		}
		x, err := base64.RawURLEncoding.DecodeString(set.Keys[0].X)
		return ed25519.PublicKey(x), err
	}, jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithAudience("rialto"), jwt.WithIssuer(m.url))
	if err != nil || !parsed.Valid {
		t.Errorf("the token cannot be verified: %v", err)
	}
}
