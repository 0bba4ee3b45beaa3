package app

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// cookieOf returns a cookie that an answer sets.
func cookieOf(a answer, name string) *http.Cookie {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// browserLogin signs in as a browser would and returns the refresh token's cookie.
func (m *market) browserLogin(t *testing.T, email string, header ...string) (answer, *http.Cookie) {
	t.Helper()
	a := m.call("POST", "/auth/login", fmt.Sprintf(`{"email":%q,"password":%q}`, email, goodPassword), header...)
	c := cookieOf(a, "rialto_refresh")
	if a.status != http.StatusOK || c == nil {
		t.Fatalf("sign in: %d %s %v", a.status, a.body, a.header)
	}
	return a, c
}

func TestCookies(t *testing.T) {
	t.Parallel()
	m := start(t)
	m.signUp(t, "ada@example.org")

	t.Run("hold the refresh token where no script sees it", func(t *testing.T) {
		a, refresh := m.browserLogin(t, "ada@example.org")
		if strings.Contains(string(a.body), "refreshToken") || strings.Contains(string(a.body), refresh.Value) {
			t.Errorf("the refresh token is in the body: %s", a.body)
		}
		if !refresh.HttpOnly || refresh.Path != "/api/v1/auth" || refresh.SameSite != http.SameSiteLaxMode || refresh.Secure || refresh.MaxAge < 86400 {
			t.Errorf("got %+v", refresh)
		}
		if c := cookieOf(a, "signed_in"); c == nil || c.Value != "1" || c.HttpOnly || c.Path != "/" {
			t.Errorf("got %+v", c)
		}
		if c := cookieOf(a, "rialto_device"); c == nil || !c.HttpOnly || c.Path != "/api/v1/auth" {
			t.Errorf("got %+v", c)
		}
		if a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("the answer may be cached: %v", a.header)
		}
	})

	t.Run("are replaced by a refresh, and removed when it fails or the browser signs out", func(t *testing.T) {
		_, first := m.browserLogin(t, "ada@example.org")
		send := func(path string, c *http.Cookie) answer {
			return m.call("POST", path, "", "Cookie", c.Name+"="+c.Value)
		}
		a := send("/auth/refresh", first)
		second := cookieOf(a, "rialto_refresh")
		if a.status != http.StatusOK || second == nil || second.Value == first.Value {
			t.Fatalf("refresh: %d %s", a.status, a.body)
		}
		removed := func(what string, a answer) {
			t.Helper()
			for _, name := range []string{"rialto_refresh", "signed_in"} {
				if c := cookieOf(a, name); c == nil || c.MaxAge >= 0 {
					t.Errorf("%s: %s is %+v", what, name, c)
				}
			}
		}
		a = send("/auth/logout", second)
		want(t, "sign out", a, http.StatusNoContent, "")
		removed("sign out", a)
		a = send("/auth/refresh", second)
		want(t, "afterwards", a, http.StatusUnauthorized, "unauthenticated")
		removed("afterwards", a)
		want(t, "without a cookie", m.call("POST", "/auth/logout", ""), http.StatusNoContent, "")
		want(t, "without a cookie", m.call("POST", "/auth/refresh", ""), http.StatusUnauthorized, "unauthenticated")
	})

	t.Run("of an earlier session end it at the next sign-in", func(t *testing.T) {
		_, before := m.browserLogin(t, "ada@example.org")
		m.browserLogin(t, "ada@example.org", "Cookie", "rialto_refresh="+before.Value)
		want(t, "the session before", m.call("POST", "/auth/refresh", fmt.Sprintf(`{"refreshToken":%q}`, before.Value)), http.StatusUnauthorized, "unauthenticated")
	})

	t.Run("are only sent over TLS where there is TLS", func(t *testing.T) {
		secure := startWith(t, func(c *Config) { c.PublicURL = "https://shop.example" })
		secure.signUp(t, "ada@example.org")
		a, _ := secure.browserLogin(t, "ada@example.org")
		for _, name := range []string{"rialto_refresh", "signed_in", "rialto_device"} {
			if c := cookieOf(a, name); c == nil || !c.Secure {
				t.Errorf("%s is %+v", name, c)
			}
		}
	})
}

func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	m := startWith(t, func(c *Config) { c.PublicURL = "https://shop.example" })
	m.signUp(t, "ada@example.org")
	body := loginBody("ada@example.org", goodPassword)
	for _, tt := range []struct {
		name   string
		header []string
		status int
		code   string
	}{
		{"a page of another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403, "cross_origin"},
		{"a page of a neighbour", []string{"Sec-Fetch-Site", "same-site", "Origin", "https://blog.shop.example"}, 403, "cross_origin"},
		{"an old browser on another site", []string{"Origin", "https://evil.example"}, 403, "cross_origin"},
		{"our page", []string{"Sec-Fetch-Site", "same-origin", "Origin", "https://shop.example"}, 200, ""},
		{"our page in an old browser", []string{"Origin", "https://shop.example"}, 200, ""},
		{"a program", nil, 200, ""},
	} {
		want(t, tt.name, m.call("POST", "/auth/login", body, tt.header...), tt.status, tt.code)
	}
	for _, path := range []string{"/auth/refresh", "/auth/logout", "/carts"} {
		want(t, path, m.call("POST", path, "", "Sec-Fetch-Site", "cross-site"), http.StatusForbidden, "cross_origin")
	}
	want(t, "reading", m.call("GET", "/products", "", "Sec-Fetch-Site", "cross-site"), http.StatusOK, "")
}

func TestRefreshOverTheAPI(t *testing.T) {
	t.Parallel()
	m := start(t)
	m.signUp(t, "ada@example.org")
	refresh := func(token string) answer {
		return m.call("POST", "/auth/refresh", fmt.Sprintf(`{"refreshToken":%q}`, token))
	}

	t.Run("a token that was used ends the session", func(t *testing.T) {
		ada := m.signIn(t, "ada@example.org")
		next := entered(t, refresh(ada.RefreshToken))
		want(t, "used", refresh(ada.RefreshToken), http.StatusUnauthorized, "unauthenticated")
		want(t, "the one after it", refresh(next.RefreshToken), http.StatusUnauthorized, "unauthenticated")
		want(t, "the access token", m.call("GET", "/me", "", next.bearer()...), http.StatusUnauthorized, "unauthenticated")
	})

	t.Run("twenty at once leave one session or none", func(t *testing.T) {
		for range 5 {
			ada := m.signIn(t, "ada@example.org")
			got := make([]answer, 20)
			var all sync.WaitGroup
			for i := range got {
				all.Go(func() { got[i] = refresh(ada.RefreshToken) })
			}
			all.Wait()
			alive := 0
			for _, a := range got {
				switch a.status {
				case http.StatusUnauthorized:
				case http.StatusOK:
					if refresh(entered(t, a).RefreshToken).status == http.StatusOK {
						alive++
					}
				default:
					t.Errorf("got %d %s", a.status, a.body)
				}
			}
			if alive > 1 {
				t.Fatalf("%d of 20 new tokens work", alive)
			}
		}
	})
}
