package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/net/html"
)

// provider is a real OpenID provider in a process of its own, see
// e2e/oidc-provider.mjs.
type provider struct {
	Issuer       string `json:"issuer"`
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`

	in  io.WriteCloser
	out *bufio.Scanner
	err *bytes.Buffer
}

func startProvider(t *testing.T) *provider {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("node is not installed: get Node 20.19 or newer from https://nodejs.org, then run: npm ci")
	}
	if _, err := os.Stat("../../node_modules/oidc-provider"); err != nil {
		t.Fatal("the npm package oidc-provider is not installed, run: npm ci")
	}
	p := &provider{err: &bytes.Buffer{}}
	cmd := exec.Command(node, "oidc-provider.mjs")
	cmd.Dir, cmd.Stderr = "../../e2e", p.err
	if p.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.in.Close()
		overdue := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
		if err := cmd.Wait(); err != nil {
			t.Errorf("the provider ended with: %v\n%s", err, p.err)
		}
		overdue.Stop()
	})
	p.out = bufio.NewScanner(out)
	p.hear(t, p)
	return p
}

// hear reads the next line that the provider says.
func (p *provider) hear(t *testing.T, v any) {
	t.Helper()
	if !p.out.Scan() {
		t.Fatalf("the provider says nothing: %v\n%s", p.out.Err(), p.err)
	}
	if err := json.Unmarshal(p.out.Bytes(), v); err != nil {
		t.Fatalf("the provider says %s: %v", p.out.Bytes(), err)
	}
}

// people are the accounts at the provider.
var people = map[string]any{
	"ada":  map[string]any{"email": "ada@example.org", "email_verified": true, "name": "Ada Byron", "locale": "de-DE"},
	"eve":  map[string]any{"email": "eve@example.org", "email_verified": false, "name": "Eve"},
	"anon": map[string]any{"name": "Nobody"},
}

// serve makes the provider work for a marketplace, with a clock that is off.
func (p *provider) serve(t *testing.T, m *market, clockOffset time.Duration) {
	t.Helper()
	line, err := json.Marshal(map[string]any{
		"redirectUris": []string{m.url + "/api/v1/auth/oauth/acme/callback"}, "accounts": people, "clockOffset": clockOffset.Seconds(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		t.Fatalf("the provider does not listen: %v\n%s", err, p.err)
	}
	p.hear(t, &struct{ Ready bool }{})
}

// setting is RIALTO_OIDC_PROVIDERS.
func (p *provider) setting() string {
	return fmt.Sprintf(`[{"id":"acme","name":"Acme","issuer":%q,"clientId":%q,"clientSecret":%q}]`, p.Issuer, p.ClientID, p.ClientSecret)
}

// withProvider starts a marketplace whose visitors may sign in at a provider.
func withProvider(t *testing.T) (*market, *provider) {
	t.Helper()
	p := startProvider(t)
	m := startWith(t, func(c *Config) { c.OIDCProviders = p.setting() })
	p.serve(t, m, 0)
	return m, p
}

// browser keeps cookies and goes where it is sent, up to a page of the
// marketplace.
type browser struct {
	m      *market
	client http.Client
	went   []string // through which addresses
	// bend changes an address before the browser goes there; nil: never.
	bend func(at string) string
}

func (m *market) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := *m.client
	client.Jar = jar
	return &browser{m: m, client: client}
}

// visit goes to an address and on. It returns the path of the marketplace's
// page where that ends, or else the page of the provider.
func (b *browser) visit(t *testing.T, at string) (path string, page *form) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b.send(t, req)
}

func (b *browser) send(t *testing.T, req *http.Request) (path string, page *form) {
	t.Helper()
	for range 20 {
		b.went = append(b.went, req.URL.String())
		res, err := b.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		to, err := res.Location()
		if err != nil {
			if res.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d %s", req.URL, res.StatusCode, body)
			}
			return "", formOf(t, req.URL, body)
		}
		if b.bend != nil {
			if to, err = url.Parse(b.bend(to.String())); err != nil {
				t.Fatal(err)
			}
		}
		if to.Scheme+"://"+to.Host == b.m.url && !strings.HasPrefix(to.Path, "/api/") {
			return to.RequestURI(), nil
		}
		if req, err = http.NewRequestWithContext(t.Context(), http.MethodGet, to.String(), nil); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatalf("sent round in circles: %q", b.went)
	return "", nil
}

// form is a page that asks for something.
type form struct {
	action string
	fields url.Values
	links  []string
}

func formOf(t *testing.T, at *url.URL, body []byte) *form {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	f := &form{fields: url.Values{}}
	for n := range doc.Descendants() {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		switch n.Data {
		case "form":
			to, err := at.Parse(attr["action"])
			if err != nil {
				t.Fatal(err)
			}
			f.action = to.String()
		case "input":
			f.fields.Set(attr["name"], attr["value"])
		case "a":
			if to, err := at.Parse(attr["href"]); err == nil {
				f.links = append(f.links, to.String())
			}
		}
	}
	if f.action == "" {
		t.Fatalf("%s asks for nothing:\n%s", at, body)
	}
	return f
}

func (b *browser) submit(t *testing.T, f *form) (path string, page *form) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.action, strings.NewReader(f.fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(t, req)
}

// signIn signs in at the provider by its forms and returns the page of the
// marketplace where that ends.
func (b *browser) signIn(t *testing.T, login, returnTo string) (path string) {
	t.Helper()
	path, page := b.visit(t, b.m.url+"/api/v1/auth/oauth/acme/start?returnTo="+url.QueryEscape(returnTo))
	for range 3 { // who are you, what may we tell
		if page == nil {
			return path
		}
		if page.fields.Has("login") {
			page.fields.Set("login", login)
			page.fields.Set("password", "whatever")
		}
		path, page = b.submit(t, page)
	}
	t.Fatalf("the provider asks and asks: %q", b.went)
	return ""
}

// token is an access token for whoever is signed in.
func (b *browser) token(t *testing.T) string {
	t.Helper()
	var in struct{ AccessToken string }
	b.call("POST", "/auth/refresh", "").into(t, &in)
	if in.AccessToken == "" {
		t.Fatal("not signed in")
	}
	return in.AccessToken
}

func (b *browser) call(method, path, body string, header ...string) answer {
	m := *b.m
	m.client = &b.client
	return m.call(method, path, body, header...)
}

// callback is the address by which the provider sent the browser back.
func (b *browser) callback(t *testing.T) string {
	t.Helper()
	i := slices.IndexFunc(b.went, func(at string) bool { return strings.Contains(at, "/acme/callback?") })
	if i < 0 {
		t.Fatalf("never came back: %q", b.went)
	}
	return b.went[i]
}

type account struct {
	ID, Email, Name, Locale string
	EmailVerified           bool
	HasPassword             bool
}

func (b *browser) me(t *testing.T) (a account) {
	t.Helper()
	b.call("GET", "/me", "", "Authorization", "Bearer "+b.token(t)).into(t, &a)
	return a
}

func (m *market) rows(t *testing.T, table string) (n int) {
	t.Helper()
	if err := m.pool.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// problem asserts that a browser was sent to the page that says what is wrong,
// and is not signed in.
func (b *browser) problem(t *testing.T, path, code string) {
	t.Helper()
	at, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	if at.Path != "/login" || at.Query().Get("problem") != code {
		t.Errorf("sent to %s, want /login?problem=%s; through %q", path, code, b.went)
	}
	if a := b.call("POST", "/auth/refresh", ""); a.status != http.StatusUnauthorized {
		t.Errorf("signed in all the same: %d %s", a.status, a.body)
	}
}

func TestSignInAtARealProvider(t *testing.T) {
	t.Parallel()
	m, _ := withProvider(t)

	first := m.browser(t)
	if path := first.signIn(t, "ada", "/account/orders?page=2"); path != "/account/orders?page=2" {
		t.Fatalf("ended at %s, through %q", path, first.went)
	}
	ada := first.me(t)
	if want := (account{ID: ada.ID, Email: "ada@example.org", Name: "Ada Byron", Locale: "de", EmailVerified: true}); ada != want {
		t.Errorf("signed in as %+v, want %+v", ada, want)
	}
	if path := first.signIn(t, "nobody is asked", "/"); path != "/" {
		t.Errorf("the second time ended at %s", path)
	}
	second := m.browser(t)
	second.signIn(t, "ada", "//evil.example/x")
	if again := second.me(t); again != ada {
		t.Errorf("signed in as %+v, want %+v", again, ada)
	}
	if n := m.rows(t, "auth.users"); n != 1 {
		t.Errorf("%d accounts, want 1", n)
	}

	var list struct {
		Items []struct{ ID, Provider, Email, LastUsedAt string }
	}
	bearer := []string{"Authorization", "Bearer " + first.token(t)}
	first.call("GET", "/me/identities", "", bearer...).into(t, &list)
	if len(list.Items) != 1 || list.Items[0].Provider != "acme" || list.Items[0].Email != "ada@example.org" || list.Items[0].LastUsedAt == "" {
		t.Fatalf("identities: %+v", list)
	}
	if a := first.call("DELETE", "/me/identities/"+list.Items[0].ID, "", bearer...); a.code() != "last_sign_in_method" {
		t.Errorf("unlinking the only way to sign in: %d %s", a.status, a.body)
	}
}

func TestProvidersInTheAPI(t *testing.T) {
	t.Parallel()
	m, p := withProvider(t)
	if a := m.call("GET", "/auth/providers", ""); a.status != 200 || strings.TrimSpace(string(a.body)) != `{"items":[{"id":"acme","name":"Acme"}]}` {
		t.Errorf("providers: %d %s", a.status, a.body)
	}
	for _, path := range []string{"start", "callback"} {
		if a := m.call("GET", "/auth/oauth/nobody/"+path, ""); a.status != 404 || a.code() != "provider_not_found" {
			t.Errorf("%s of an unknown provider: %d %s", path, a.status, a.body)
		}
	}

	a := m.call("GET", "/auth/oauth/acme/start?returnTo=/account", "")
	if a.status != http.StatusFound || !strings.HasPrefix(a.header.Get("Location"), p.Issuer+"/auth?") || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("start: %d %v", a.status, a.header)
	}
	cookies := a.header.Values("Set-Cookie")
	if len(cookies) != 1 || !strings.HasPrefix(cookies[0], "rialto_oauth=") {
		t.Fatalf("cookies of the start: %q", cookies)
	}
	for _, want := range []string{"; HttpOnly", "; SameSite=Lax", "; Path=/api/v1/auth/oauth", "; Max-Age=600"} {
		if !strings.Contains(cookies[0], want) {
			t.Errorf("cookie %q has no %q", cookies[0], want)
		}
	}

	// A provider may say more than we know (RFC 6749, section 4.1.2).
	a = m.call("GET", "/auth/oauth/acme/callback?state=x&code=y&session_state=z&anything=else", "")
	if a.status != http.StatusFound || a.header.Get("Location") != "/login?problem=challenge_over" {
		t.Errorf("a return of nobody: %d %v %s", a.status, a.header, a.body)
	}
}

func TestRealProviderIsRefused(t *testing.T) {
	t.Parallel()
	m, p := withProvider(t)
	// bend changes a parameter of the addresses that hold the text.
	bend := func(in, name, value string) func(string) string {
		return func(at string) string {
			u, err := url.Parse(at)
			if err != nil || !strings.Contains(at, in) || !u.Query().Has(name) {
				return at
			}
			q := u.Query()
			q.Set(name, value)
			u.RawQuery = q.Encode()
			return u.String()
		}
	}
	const toProvider, back = "/auth?", "/acme/callback?"
	for name, tt := range map[string]struct {
		login string
		bend  func(string) string
		code  string
	}{
		"an address that is not verified":    {login: "eve", code: "provider_email_unverified"},
		"a person without an address":        {login: "anon", code: "provider_email_unverified"},
		"another nonce":                      {"ada", bend(toProvider, "nonce", strings.Repeat("n", 43)), "provider_answer_invalid"},
		"another code challenge":             {"ada", bend(toProvider, "code_challenge", strings.Repeat("c", 43)), "provider_answer_invalid"},
		"another state":                      {"ada", bend(back, "state", strings.Repeat("s", 43)), "challenge_over"},
		"a state that the provider was told": {"ada", bend(toProvider, "state", strings.Repeat("s", 43)), "challenge_over"},
		"another code":                       {"ada", bend(back, "code", strings.Repeat("c", 43)), "provider_answer_invalid"},
		"another issuer":                     {"ada", bend(back, "iss", "https://evil.example"), "provider_answer_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			b := m.browser(t)
			b.bend = tt.bend
			b.problem(t, b.signIn(t, tt.login, "/account"), tt.code)
		})
	}
	t.Run("an expired token", func(t *testing.T) {
		p.serve(t, m, -10*time.Minute)
		defer p.serve(t, m, 0)
		b := m.browser(t)
		b.problem(t, b.signIn(t, "ada", "/account"), "provider_answer_invalid")
	})
	t.Run("no consent", func(t *testing.T) {
		b := m.browser(t)
		_, page := b.visit(t, m.url+"/api/v1/auth/oauth/acme/start?returnTo=/account")
		abort := slices.IndexFunc(page.links, func(at string) bool { return strings.HasSuffix(at, "/abort") })
		if abort < 0 {
			t.Fatalf("no way to decline: %q", page.links)
		}
		path, _ := b.visit(t, page.links[abort])
		b.problem(t, path, "provider_denied")
		if !strings.HasSuffix(path, "&returnTo=%2Faccount") {
			t.Errorf("%s forgets where to go on to", path)
		}
	})
	for _, table := range []string{"auth.users", "auth.identities", "auth.sessions", "audit.entries", "notify.mails"} {
		if n := m.rows(t, table); n != 0 {
			t.Errorf("%d rows in %s, want none", n, table)
		}
	}

	t.Run("the return of another browser, and a second return", func(t *testing.T) {
		victim, thief := m.browser(t), m.browser(t)
		var stolen string
		victim.bend = func(at string) string {
			if stolen == "" && strings.Contains(at, back) {
				stolen = at
				path, _ := thief.visit(t, at)
				thief.problem(t, path, "challenge_over")
			}
			return at
		}
		if path := victim.signIn(t, "ada", "/account"); path != "/account" {
			t.Errorf("ended at %s", path)
		}
		path, _ := m.browser(t).visit(t, victim.callback(t))
		if path != "/login?problem=challenge_over" {
			t.Errorf("a second return ended at %s", path)
		}
	})
}

func TestProviderThatIsDownIsSaidToBe(t *testing.T) {
	t.Parallel()
	p := startProvider(t) // it is not told to serve anybody
	m := startWith(t, func(c *Config) { c.OIDCProviders = strings.Replace(p.setting(), p.Issuer, "http://127.0.0.1:1", 1) })
	b := m.browser(t)
	path, _ := b.visit(t, m.url+"/api/v1/auth/oauth/acme/start?returnTo=/account")
	b.problem(t, path, "provider_unavailable")
	if !strings.Contains(m.said.String(), "sign-in at a provider failed") || !strings.Contains(m.said.String(), "connection refused") {
		t.Errorf("the log does not say why:\n%s", m.said)
	}
	if strings.Contains(m.said.String(), p.ClientSecret) {
		t.Error("the log tells the client's secret")
	}
}

func TestLinkingAtARealProvider(t *testing.T) {
	t.Parallel()
	m, _ := withProvider(t)
	ada, eve := m.signUp(t, "ada@example.org"), m.signUp(t, "eve@example.org")

	visitor := m.browser(t)
	path := visitor.signIn(t, "ada", "/account/security")
	at, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	link := at.Query().Get("link")
	if at.Path != "/login" || link == "" || at.Query().Get("returnTo") != "/account/security" {
		t.Fatalf("ended at %s, want /login?link=…&returnTo=…", path)
	}
	body := fmt.Sprintf(`{"challenge":%q}`, link)
	if a := visitor.call("POST", "/me/identities", body); a.status != 401 {
		t.Errorf("linking without having signed in: %d %s", a.status, a.body)
	}
	if a := visitor.call("POST", "/me/identities", body, eve.bearer()...); a.code() != "challenge_over" {
		t.Errorf("linking to another's account: %d %s", a.status, a.body)
	}
	if a := m.call("POST", "/me/identities", body, ada.bearer()...); a.status != 201 {
		t.Fatalf("linking: %d %s", a.status, a.body)
	}
	if path := visitor.signIn(t, "ada", "/account"); path != "/account" || visitor.me(t).ID != ada.ID {
		t.Errorf("ended at %s as %+v, want %s", path, visitor.me(t), ada.ID)
	}

	var made struct{ Secret string }
	m.call("POST", "/me/totp", "", ada.bearer()...).into(t, &made)
	code := func(off time.Duration) string {
		code, err := totp.GenerateCode(made.Secret, time.Now().Add(off))
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	var codes struct{ Codes []string }
	m.call("POST", "/me/totp/confirm", fmt.Sprintf(`{"code":%q}`, code(0)), ada.bearer()...).into(t, &codes)
	if len(codes.Codes) != 10 {
		t.Fatalf("recovery codes: %q", codes.Codes)
	}

	guarded := m.browser(t)
	path = guarded.signIn(t, "ada", "/account")
	if at, err = url.Parse(path); err != nil {
		t.Fatal(err)
	}
	challenge := at.Query().Get("challenge")
	if at.Path != "/login" || challenge == "" {
		t.Fatalf("ended at %s, want /login?challenge=…", path)
	}
	if a := guarded.call("POST", "/auth/refresh", ""); a.status != 401 {
		t.Errorf("signed in without the second factor: %d %s", a.status, a.body)
	}
	if a := guarded.call("POST", "/auth/login/second-factor", fmt.Sprintf(`{"challenge":%q,"code":%q}`, challenge, code(30*time.Second))); a.status != 200 {
		t.Fatalf("second factor: %d %s", a.status, a.body)
	}
	if guarded.me(t).ID != ada.ID {
		t.Errorf("signed in as %+v", guarded.me(t))
	}
}
