package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"
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

var mailedToken = regexp.MustCompile(`\?token=([\w-]+)`)

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

func TestSomebodySignsUp(t *testing.T) {
	t.Parallel()
	m := start(t)
	ada := m.signUp(t, "ada@example.org")
	a := m.call("GET", "/me", "", ada.bearer()...)
	t.Log(string(a.body))
	if a.status != 200 {
		t.Fatal(a.status)
	}
}
