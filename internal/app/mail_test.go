package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestMailbox(t *testing.T) {
	t.Parallel()
	t.Run("is there for developers", func(t *testing.T) {
		t.Parallel()
		m := start(t)
		resp, err := http.Get(m.url + "/dev/mail")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "frame-src 'self'") {
			t.Errorf("%d %v", resp.StatusCode, resp.Header)
		}
	})
	t.Run("is not there in production, nor where mails are sent", func(t *testing.T) {
		t.Parallel()
		for _, cfg := range []Config{{Env: "production"}, {Env: "development", MailURL: "smtp://mail.example.com"}} {
			for _, path := range []string{"/dev/mail", "/dev/mail.json", "/dev/mail/0198f2a4-5a3c-7d11-9c6e-2f1f0a6b7c8d"} {
				mux := http.NewServeMux()
				mountMailbox(mux, cfg, &modules{})
				if _, pattern := mux.Handler(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)); pattern != "" {
					t.Errorf("%s is served by %s", path, pattern)
				}
			}
		}
	})
}

func TestMailSettings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ url, from, complaint string }{
		{"", "", ""},
		{"", "hello@example.com", ""},
		{"smtp://user:password@mail.example.com:587", "Rialto <hello@example.com>", ""},
		{"smtp://user:password@mail.example.com:587", "", "RIALTO_MAIL_FROM"},
		{"smtp://user:password@mail.example.com:587", "Rialto", "RIALTO_MAIL_FROM"},
		{"mail.example.com", "hello@example.com", "RIALTO_MAIL_URL"},
		{"smtp://user:password@", "hello@example.com", "RIALTO_MAIL_URL"},
	} {
		err := Config{MailURL: c.url, MailFrom: c.from}.checkMail()
		switch {
		case c.complaint == "" && err != nil:
			t.Errorf("%s, %s: %v", c.url, c.from, err)
		case c.complaint != "" && (err == nil || !strings.Contains(err.Error(), c.complaint) || strings.Contains(err.Error(), "password")):
			t.Errorf("%s, %s: got %v, want a complaint about %s without the password", c.url, c.from, err, c.complaint)
		}
	}
}
