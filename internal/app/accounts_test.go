package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

const goodPassword = "harbour-teapot-9"

// somebody is who signed in, and what lets them in.
type somebody struct{ ID, Email, AccessToken, RefreshToken string }

// bearer is the header that lets them in.
func (s somebody) bearer() []string { return []string{"Authorization", "Bearer " + s.AccessToken} }

// signedIn is the answer to a sign-in.
type signedIn struct {
	Status, AccessToken, RefreshToken, Challenge string
	ExpiresIn                                    int
	User                                         struct{ ID, Email string }
}

// signUp registers, follows the mailed link and is signed in.
func (m *market) signUp(t *testing.T, email string) somebody {
	t.Helper()
	if a := m.call("POST", "/auth/register", registerBody(email)); a.status != http.StatusAccepted {
		t.Fatalf("register: %d %s", a.status, a.body)
	}
	token := m.mailToken(t, email, "verify_email")
	return entered(t, m.call("POST", "/auth/verify-email", fmt.Sprintf(`{"token":%q,"password":%q,"refreshTokenIn":"body"}`, token, goodPassword)))
}

func registerBody(email string) string {
	return fmt.Sprintf(`{"email":%q,"password":%q,"name":"Ada Byron","termsAccepted":true}`, email, goodPassword)
}

// signIn signs in with the password.
func (m *market) signIn(t *testing.T, email string) somebody {
	t.Helper()
	return entered(t, m.call("POST", "/auth/login", loginBody(email, goodPassword)))
}

func loginBody(email, password string) string {
	return fmt.Sprintf(`{"email":%q,"password":%q,"refreshTokenIn":"body"}`, email, password)
}

func entered(t *testing.T, a answer) somebody {
	t.Helper()
	if a.status != http.StatusOK {
		t.Fatalf("sign in: %d %s", a.status, a.body)
	}
	var in signedIn
	a.into(t, &in)
	if in.Status != "signed_in" || in.AccessToken == "" || in.RefreshToken == "" || in.ExpiresIn != 900 {
		t.Fatalf("sign in: %s", a.body)
	}
	return somebody{ID: in.User.ID, Email: in.User.Email, AccessToken: in.AccessToken, RefreshToken: in.RefreshToken}
}

var mailedToken = regexp.MustCompile(`[?&]token=([\w-]+)`)

// mailToken waits for a mail of the kind and returns what its link carries.
func (m *market) mailToken(t *testing.T, to, kind string) (token string) {
	t.Helper()
	eventually(t, 20*time.Second, func() bool {
		for _, mail := range m.mails(t, to) {
			if found := mailedToken.FindStringSubmatch(mail.Text); mail.Kind == kind && found != nil {
				token = found[1]
				return true
			}
		}
		return false
	})
	return token
}

type letter struct{ Kind, Subject, Text string }

// mails returns what was mailed to an address, the newest first.
func (m *market) mails(t *testing.T, to string) []letter {
	t.Helper()
	a := m.at(t, http.MethodGet, "/dev/mail.json?to="+url.QueryEscape(to))
	var box struct{ Items []letter }
	if err := json.Unmarshal(a.body, &box); err != nil {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	return box.Items
}

// at asks for an address that is not the API's.
func (m *market) at(t *testing.T, method, path string) answer {
	t.Helper()
	req, err := http.NewRequest(method, m.url+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return m.do(req)
}

// promoted makes somebody an admin.
func (m *market) promoted(t *testing.T, s somebody) somebody {
	t.Helper()
	if _, err := m.pool.Exec(t.Context(), "UPDATE auth.users SET role = 'admin' WHERE id = $1", s.ID); err != nil {
		t.Fatal(err)
	}
	return s
}

// aged makes a session one that was begun an hour ago.
func (m *market) aged(t *testing.T, s somebody) {
	t.Helper()
	if _, err := m.pool.Exec(t.Context(), "UPDATE auth.sessions SET authenticated_at = now() - interval '1 hour' WHERE user_id = $1", s.ID); err != nil {
		t.Fatal(err)
	}
}

// want asserts the status and the code of an answer.
func want(t *testing.T, what string, a answer, status int, code string) {
	t.Helper()
	if a.status != status || a.code() != code {
		t.Errorf("%s: got %d %s, want %d %q", what, a.status, a.body, status, code)
	}
}

func TestAccountsOverTheAPI(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada := m.signUp(t, "ada@example.org")
	grace := m.signUp(t, "grace@example.org")
	as := func(s somebody, method, path, body string) answer { return m.call(method, path, body, s.bearer()...) }

	t.Run("registration says the same to everybody", func(t *testing.T) {
		known, unknown := m.call("POST", "/auth/register", registerBody("ada@example.org")), m.call("POST", "/auth/register", registerBody("new@example.org"))
		want(t, "known", known, http.StatusAccepted, "")
		want(t, "unknown", unknown, http.StatusAccepted, "")
		if len(known.body)+len(unknown.body) > 0 {
			t.Errorf("the answers are %q and %q", known.body, unknown.body)
		}
		m.mailToken(t, "new@example.org", "verify_email")
		eventually(t, 20*time.Second, func() bool { return m.mails(t, "ada@example.org")[0].Kind == "account_exists" })
		want(t, "not verified", m.call("POST", "/auth/login", loginBody("new@example.org", goodPassword)), http.StatusForbidden, "email_not_verified")
	})

	t.Run("a password is refused with the reason", func(t *testing.T) {
		a := m.call("POST", "/auth/register", strings.Replace(registerBody("weak@example.org"), goodPassword, "password123", 1))
		want(t, "weak", a, http.StatusUnprocessableEntity, "password_refused")
		if !strings.Contains(string(a.body), `"path":"password","code":"guessable"`) && !strings.Contains(string(a.body), `"code":"guessable"`) {
			t.Errorf("no reason in %s", a.body)
		}
	})

	t.Run("a forgotten password is set anew", func(t *testing.T) {
		for _, who := range []string{"grace@example.org", "nobody@example.org"} {
			want(t, who, m.call("POST", "/auth/password/forgot", fmt.Sprintf(`{"email":%q}`, who)), http.StatusAccepted, "")
		}
		token := m.mailToken(t, "grace@example.org", "reset_password")
		reset := fmt.Sprintf(`{"token":%q,"password":"copper kettle moss 7"}`, token)
		a := m.call("POST", "/auth/password/reset", reset)
		want(t, "reset", a, http.StatusNoContent, "")
		if cookieOf(a, "rialto_device") == nil {
			t.Error("the device is not known afterwards")
		}
		want(t, "again", m.call("POST", "/auth/password/reset", reset), http.StatusUnprocessableEntity, "link_over")
		want(t, "old session", as(grace, "GET", "/me", ""), http.StatusUnauthorized, "unauthenticated")
		grace = entered(t, m.call("POST", "/auth/login", loginBody("grace@example.org", "copper kettle moss 7")))
	})

	t.Run("the profile is one's own", func(t *testing.T) {
		a := as(ada, "PATCH", "/me", `{"name":"Ada Lovelace","locale":"de"}`)
		want(t, "profile", a, http.StatusOK, "")
		if !strings.Contains(string(a.body), `"name":"Ada Lovelace"`) || !strings.Contains(string(a.body), `"locale":"de"`) {
			t.Errorf("got %s", a.body)
		}
	})

	t.Run("sessions are listed and ended", func(t *testing.T) {
		other := m.signIn(t, "ada@example.org")
		var list struct {
			Items []struct {
				ID, Method, IP, UserAgent string
				Current                   bool
			}
		}
		as(ada, "GET", "/me/sessions", "").into(t, &list)
		if len(list.Items) != 2 || list.Items[0].IP != "127.0.0.1" || list.Items[0].UserAgent == "" || list.Items[0].Method != "password" {
			t.Fatalf("got %+v", list)
		}
		for _, s := range list.Items {
			if s.Current {
				continue
			}
			want(t, "another's", as(grace, "DELETE", "/me/sessions/"+s.ID, ""), http.StatusNotFound, "session_not_found")
			want(t, "one's own", as(ada, "DELETE", "/me/sessions/"+s.ID, ""), http.StatusNoContent, "")
		}
		want(t, "ended", as(other, "GET", "/me", ""), http.StatusUnauthorized, "unauthenticated")
		want(t, "others", as(ada, "DELETE", "/me/sessions", ""), http.StatusNoContent, "")
		want(t, "this one", as(ada, "GET", "/me", ""), http.StatusOK, "")
	})

	t.Run("an address is changed by its new owner", func(t *testing.T) {
		want(t, "asked", as(ada, "POST", "/me/email", `{"email":"lovelace@example.org"}`), http.StatusAccepted, "")
		confirm := fmt.Sprintf(`{"token":%q}`, m.mailToken(t, "lovelace@example.org", "confirm_new_email"))
		want(t, "another's link", as(grace, "POST", "/me/email/confirm", confirm), http.StatusUnprocessableEntity, "link_over")
		want(t, "confirmed", as(ada, "POST", "/me/email/confirm", confirm), http.StatusOK, "")
		want(t, "old address", m.call("POST", "/auth/login", loginBody("ada@example.org", goodPassword)), http.StatusUnauthorized, "sign_in_failed")
		m.signIn(t, "lovelace@example.org")
	})

	t.Run("a password is changed by who knows it", func(t *testing.T) {
		want(t, "wrong", as(ada, "POST", "/me/password", `{"currentPassword":"x","newPassword":"granite and fern 8"}`), http.StatusUnprocessableEntity, "password_wrong")
		want(t, "right", as(ada, "POST", "/me/password", fmt.Sprintf(`{"currentPassword":%q,"newPassword":"granite and fern 8"}`, goodPassword)), http.StatusNoContent, "")
		want(t, "old password", m.call("POST", "/auth/login", loginBody("lovelace@example.org", goodPassword)), http.StatusUnauthorized, "sign_in_failed")
	})

	t.Run("what proves who one is changes in a fresh session alone", func(t *testing.T) {
		key := `{"name":"x","scopes":["account:read"],"expiresInDays":1}`
		want(t, "fresh", as(ada, "POST", "/me/api-keys", key), http.StatusCreated, "")
		m.aged(t, ada)
		for path, body := range map[string]string{"/me/api-keys": key, "/me/email": `{"email":"next@example.org"}`, "/me/totp": ""} {
			want(t, path, as(ada, "POST", path, body), http.StatusForbidden, "fresh_login_needed")
		}
		want(t, "the rest", as(ada, "GET", "/me", ""), http.StatusOK, "")
	})
}

func TestAPIKeysOverTheAPI(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada := m.promoted(t, m.signUp(t, "ada@example.org"))
	grace := m.signUp(t, "grace@example.org")
	create := func(scopes string) (key, id string) {
		a := m.call("POST", "/me/api-keys", fmt.Sprintf(`{"name":"Sync","scopes":[%s],"expiresInDays":30}`, scopes), ada.bearer()...)
		var made struct {
			Key    string
			APIKey struct{ ID, Prefix string }
		}
		a.into(t, &made)
		if a.status != http.StatusCreated || !strings.HasPrefix(made.Key, made.APIKey.Prefix) {
			t.Fatalf("create key: %d %s", a.status, a.body)
		}
		return made.Key, made.APIKey.ID
	}
	with := func(key, method, path, body string) answer {
		return m.call(method, path, body, "Authorization", "Bearer "+key)
	}
	reads, _ := create(`"account:read"`)
	writes, id := create(`"account:write"`)
	admins, _ := create(`"admin:read"`)

	for _, tt := range []struct {
		name, key, method, path, body string
		status                        int
		code                          string
	}{
		{"a read with account:read", reads, "GET", "/me", "", 200, ""},
		{"a write with account:read", reads, "PATCH", "/me", `{"name":"X"}`, 403, "scope_missing"},
		{"a read with account:write", writes, "GET", "/me", "", 403, "scope_missing"},
		{"a write with account:write", writes, "PATCH", "/me", `{"name":"X"}`, 200, ""},
		{"an admin's read with account:read", reads, "GET", "/admin/users", "", 403, "scope_missing"},
		{"an admin's read with admin:read", admins, "GET", "/admin/users", "", 200, ""},
		{"an admin's write with admin:read", admins, "POST", "/admin/users/" + grace.ID + "/end-sessions", "", 403, "scope_missing"},
		{"a store's read with account:read", reads, "GET", "/stores/x/members", "", 403, "scope_missing"},
		{"what needs a session", writes, "POST", "/me/api-keys", `{"name":"x","scopes":["account:read"],"expiresInDays":1}`, 403, "session_needed"},
		{"ending sessions", writes, "DELETE", "/me/sessions", "", 403, "session_needed"},
		{"a key that is made up", "rialto_" + strings.Repeat("A", 43), "GET", "/me", "", 401, "unauthenticated"},
	} {
		want(t, tt.name, with(tt.key, tt.method, tt.path, tt.body), tt.status, tt.code)
	}

	a := m.call("GET", "/me/api-keys", "", ada.bearer()...)
	if strings.Contains(string(a.body), reads) || !strings.Contains(string(a.body), `"lastUsedAt"`) {
		t.Errorf("the list is %s", a.body)
	}
	want(t, "another's key", m.call("DELETE", "/me/api-keys/"+id, "", grace.bearer()...), http.StatusNotFound, "api_key_not_found")
	want(t, "revoke", m.call("DELETE", "/me/api-keys/"+id, "", ada.bearer()...), http.StatusNoContent, "")
	want(t, "revoked", with(writes, "PATCH", "/me", `{"name":"X"}`), http.StatusUnauthorized, "unauthenticated")
	want(t, "a scope above the role", m.call("POST", "/me/api-keys", `{"name":"x","scopes":["admin:read"],"expiresInDays":1}`, grace.bearer()...),
		http.StatusUnprocessableEntity, "scope_refused")
}

func TestAdminsOverTheAPI(t *testing.T) {
	t.Parallel()
	m := start(t)
	root := m.promoted(t, m.signUp(t, "root@example.org"))
	ada := m.signUp(t, "ada@example.org")
	as := func(s somebody, method, path, body string) answer { return m.call(method, path, body, s.bearer()...) }

	var page struct {
		Items      []struct{ ID, Email, Role string }
		NextCursor *string
	}
	as(root, "GET", "/admin/users?q=ada@&limit=1", "").into(t, &page)
	if len(page.Items) != 1 || page.Items[0].ID != ada.ID || page.NextCursor != nil {
		t.Errorf("got %+v", page)
	}
	as(root, "GET", "/admin/users?limit=1", "").into(t, &page)
	if len(page.Items) != 1 || page.NextCursor == nil {
		t.Fatalf("got %+v", page)
	}
	next := as(root, "GET", "/admin/users?limit=1&cursor="+*page.NextCursor, "")
	want(t, "the next page", next, http.StatusOK, "")
	next.into(t, &page)
	if len(page.Items) != 1 || page.Items[0].ID != root.ID {
		t.Errorf("got %+v", page)
	}

	nobody := "/admin/users/" + uuid.NewString()
	want(t, "not an admin", as(ada, "GET", "/admin/users", ""), http.StatusForbidden, "forbidden")
	want(t, "nobody", as(root, "GET", nobody, ""), http.StatusNotFound, "user_not_found")
	want(t, "oneself", as(root, "PATCH", "/admin/users/"+root.ID, `{"blocked":true}`), http.StatusConflict, "own_account")
	want(t, "end sessions", as(root, "POST", "/admin/users/"+ada.ID+"/end-sessions", ""), http.StatusNoContent, "")
	want(t, "ended", as(ada, "GET", "/me", ""), http.StatusUnauthorized, "unauthenticated")
	ada = m.signIn(t, "ada@example.org")
	want(t, "promote", as(root, "PATCH", "/admin/users/"+ada.ID, `{"role":"admin"}`), http.StatusOK, "")
	want(t, "promoted", as(ada, "GET", "/admin/users/"+root.ID, ""), http.StatusOK, "")
	want(t, "block", as(root, "PATCH", "/admin/users/"+ada.ID, `{"blocked":true,"role":"customer"}`), http.StatusOK, "")
	want(t, "blocked", as(ada, "GET", "/me", ""), http.StatusUnauthorized, "unauthenticated")
	want(t, "refresh", m.call("POST", "/auth/refresh", fmt.Sprintf(`{"refreshToken":%q}`, ada.RefreshToken)), http.StatusUnauthorized, "unauthenticated")
	want(t, "sign in", m.call("POST", "/auth/login", loginBody("ada@example.org", goodPassword)), http.StatusForbidden, "account_blocked")
	want(t, "wrong password", m.call("POST", "/auth/login", loginBody("ada@example.org", "x")), http.StatusUnauthorized, "sign_in_failed")

	var log struct {
		Items []struct{ Action, ActorName, TargetID, IP, UserAgent string }
	}
	as(root, "GET", "/admin/audit-log?actor="+root.ID, "").into(t, &log)
	var actions []string
	for _, e := range log.Items {
		actions = append(actions, e.Action)
		if e.ActorName != "root@example.org" || e.IP != "127.0.0.1" || e.UserAgent == "" {
			t.Errorf("got %+v", e)
		}
	}
	if got := strings.Join(actions, " "); got != "user.blocked user.role_changed user.role_changed user.sessions_ended" {
		t.Errorf("the log says %s", got)
	}
	as(root, "GET", "/admin/audit-log?action=user.blocked", "").into(t, &log)
	if len(log.Items) != 1 || log.Items[0].TargetID != ada.ID {
		t.Errorf("got %+v", log)
	}
}
