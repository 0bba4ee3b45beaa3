package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/pquerna/otp/totp"

	"rialto/internal/api"
	"rialto/internal/limits"
)

// named serves the API of the marketplace once more, as if it were reached by
// a name: passkeys need one.
func (m *market) named(t *testing.T, publicURL string) *market {
	t.Helper()
	log := newLog(Config{LogLevel: "error"}, io.Discard)
	at := place{publicURL: publicURL, localURL: m.url}
	all, err := build(t.Context(), m.cfg, at, &database{pool: m.pool, dsn: m.cfg.DatabaseURL}, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(all.close)
	served := all.served(at)
	served.ClientIP = limits.Peer
	handler, err := api.New(served, log)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(handler.Public)
	t.Cleanup(srv.Close)
	named := *m
	named.url = srv.URL
	return &named
}

type passkeyOptions struct {
	Challenge string
	PublicKey json.RawMessage
}

func TestPasskeysInTheAPI(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada := m.signUp(t, "ada@example.org")
	for _, path := range []string{"/me/passkeys/options", "/auth/passkeys/options"} {
		if a := m.call("POST", path, "", ada.bearer()...); a.status != 409 || a.code() != "passkeys_unavailable" {
			t.Errorf("%s at an IP address: %d %s", path, a.status, a.body)
		}
	}

	m = m.named(t, "https://shop.example")
	bearer := m.signIn(t, "ada@example.org").bearer()
	rp := virtualwebauthn.RelyingParty{ID: "shop.example", Origin: "https://shop.example"}
	device, key := virtualwebauthn.NewAuthenticator(), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeRSA)

	var began passkeyOptions
	m.call("POST", "/me/passkeys/options", "", bearer...).into(t, &began)
	create, err := virtualwebauthn.ParseAttestationOptions(string(began.PublicKey))
	if err != nil {
		t.Fatalf("%v: %s", err, began.PublicKey)
	}
	device.Options.UserHandle = []byte(create.UserID)
	body := fmt.Sprintf(`{"challenge":%q,"name":"Ada's phone","credential":%s}`, began.Challenge,
		virtualwebauthn.CreateAttestationResponse(rp, device, key, *create))
	var made struct{ ID, Name, CreatedAt, LastUsedAt string }
	a := m.call("POST", "/me/passkeys", body, bearer...)
	if a.into(t, &made); a.status != 201 || made.ID == "" || made.Name != "Ada's phone" || made.LastUsedAt != "" {
		t.Fatalf("add: %d %s", a.status, a.body)
	}
	if a := m.call("POST", "/me/passkeys", body, bearer...); a.code() != "challenge_over" {
		t.Errorf("adding it again: %d %s", a.status, a.body)
	}

	enter := func(where string, spoil ...string) answer {
		var began passkeyOptions
		m.call("POST", "/auth/passkeys/options", "").into(t, &began)
		get, err := virtualwebauthn.ParseAssertionOptions(string(began.PublicKey))
		if err != nil {
			t.Fatalf("%v: %s", err, began.PublicKey)
		}
		credential := strings.NewReplacer(spoil...).Replace(virtualwebauthn.CreateAssertionResponse(rp, device, key, *get))
		return m.call("POST", "/auth/passkeys/login", fmt.Sprintf(`{"challenge":%q,"credential":%s%s}`, began.Challenge, credential, where))
	}
	if in := entered(t, enter(`,"refreshTokenIn":"body"`)); in.ID != ada.ID {
		t.Errorf("signed in as %s, want %s", in.ID, ada.ID)
	}
	a = enter("")
	cookies := a.header.Values("Set-Cookie")
	if !slices.ContainsFunc(cookies, func(c string) bool {
		return strings.HasPrefix(c, "rialto_refresh=") && strings.Contains(c, "; HttpOnly; Secure; SameSite=Lax")
	}) || strings.Contains(string(a.body), "refreshToken") {
		t.Errorf("in a browser: %d %s with cookies %q", a.status, a.body, cookies)
	}
	if a := enter("", `"userHandle":"`, `"userHandle":"AAAA`); a.status != 401 || a.code() != "passkey_refused" {
		t.Errorf("somebody else: %d %s", a.status, a.body)
	}
	if a := enter("", `"type":"public-key"`, `"type":7`); a.status != 401 || a.code() != "passkey_refused" {
		t.Errorf("what is no passkey: %d %s", a.status, a.body)
	}

	var list struct {
		Items []struct{ ID, LastUsedAt string }
	}
	m.call("GET", "/me/passkeys", "", bearer...).into(t, &list)
	if len(list.Items) != 1 || list.Items[0].ID != made.ID || list.Items[0].LastUsedAt == "" {
		t.Errorf("passkeys: %+v", list)
	}
	if a := m.call("DELETE", "/me/passkeys/"+made.ID, "", bearer...); a.status != 204 {
		t.Errorf("remove: %d %s", a.status, a.body)
	}
	if a := m.call("DELETE", "/me/passkeys/"+made.ID, "", bearer...); a.status != 404 || a.code() != "passkey_not_found" {
		t.Errorf("remove again: %d %s", a.status, a.body)
	}
	if a := enter(""); a.status != 401 || a.code() != "passkey_refused" {
		t.Errorf("the removed passkey: %d %s", a.status, a.body)
	}
}

func TestSecondFactorInTheAPI(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada := m.signUp(t, "ada@example.org")
	bearer := ada.bearer()
	var app struct{ Secret, URI string }
	m.call("POST", "/me/totp", "", bearer...).into(t, &app)
	if !strings.HasPrefix(app.URI, "otpauth://totp/Rialto:ada@example.org?") {
		t.Errorf("app: %+v", app)
	}
	code, err := totp.GenerateCode(app.Secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var codes struct{ Codes []string }
	m.call("POST", "/me/totp/confirm", fmt.Sprintf(`{"code":%q}`, code), bearer...).into(t, &codes)
	if len(codes.Codes) != 10 {
		t.Fatalf("recovery codes: %q", codes.Codes)
	}
	if a := m.call("POST", "/me/totp", "", bearer...); a.status != 409 || a.code() != "totp_on" {
		t.Errorf("a second app: %d %s", a.status, a.body)
	}

	var half signedIn
	m.call("POST", "/auth/login", loginBody("ada@example.org", goodPassword)).into(t, &half)
	if half.Status != "second_factor_required" || half.Challenge == "" || half.AccessToken != "" || half.RefreshToken != "" || half.User.ID != "" {
		t.Fatalf("the password alone: %+v", half)
	}
	complete := func(code string) answer {
		return m.call("POST", "/auth/login/second-factor", fmt.Sprintf(`{"challenge":%q,"code":%q,"refreshTokenIn":"body"}`, half.Challenge, code))
	}
	if a := complete(code); a.status != 422 || a.code() != "code_wrong" {
		t.Errorf("a used code: %d %s", a.status, a.body)
	}
	in := entered(t, complete(codes.Codes[0]))
	if a := complete(codes.Codes[1]); a.status != 409 || a.code() != "challenge_over" {
		t.Errorf("the challenge again: %d %s", a.status, a.body)
	}
	var me struct {
		TotpEnabled       bool
		RecoveryCodesLeft int
	}
	m.call("GET", "/me", "", in.bearer()...).into(t, &me)
	if !me.TotpEnabled || me.RecoveryCodesLeft != 9 {
		t.Errorf("the account says %+v", me)
	}
	m.call("POST", "/me/recovery-codes", "", in.bearer()...).into(t, &codes)
	if a := m.call("DELETE", "/me/totp", "", in.bearer()...); a.status != 204 {
		t.Errorf("remove: %d %s", a.status, a.body)
	}
	if a := m.call("POST", "/me/recovery-codes", "", in.bearer()...); a.status != 409 || a.code() != "totp_off" {
		t.Errorf("recovery codes of nothing: %d %s", a.status, a.body)
	}
	m.signIn(t, "ada@example.org")
}
