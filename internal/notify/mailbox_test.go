package notify_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"rialto/internal/notify"
)

// read asks the mailbox for a page.
func (d *desk) read(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	d.MailboxPages().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w
}

func wantPage(t *testing.T, w *httptest.ResponseRecorder, status int, has ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	for _, text := range has {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("%q is not in:\n%s", text, w.Body)
		}
	}
}

type listed struct {
	Items []struct{ ID, To, Subject, Text, Status string }
}

func (d *desk) list(t *testing.T, query string) (l listed) {
	t.Helper()
	w := d.read(t, "/dev/mail.json"+query)
	wantPage(t, w, http.StatusOK)
	check(t, json.Unmarshal(w.Body.Bytes(), &l))
	return l
}

func TestMailbox(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) *desk {
		t.Helper()
		d := newDesk(t, notify.Mailbox{})
		d.send(t, d.user(t, "ada@example.com"), "request 1")
		d.send(t, d.user(t, "grace@example.com"), "request 2")
		d.drain(t)
		return d
	}

	t.Run("keeps mails instead of sending them", func(t *testing.T) {
		t.Parallel()
		d := setup(t)
		d.wantMails(t, "sent 1 ada@example.com kept, sent 1 grace@example.com kept")
	})
	t.Run("lists the newest first", func(t *testing.T) {
		t.Parallel()
		body := setup(t).read(t, "/dev/mail").Body.String()
		if ada, grace := strings.Index(body, ">ada@"), strings.Index(body, ">grace@"); grace < 0 || ada < grace {
			t.Errorf("not in this order:\n%s", body)
		}
	})
	t.Run("lists the mails to one address", func(t *testing.T) {
		t.Parallel()
		d := setup(t)
		w := d.read(t, "/dev/mail?to=%20Ada@example.com")
		wantPage(t, w, http.StatusOK, "ada@example.com")
		if strings.Contains(w.Body.String(), "grace@") {
			t.Error("others are listed, too")
		}
		if l := d.list(t, "?to=ada@example.com"); len(l.Items) != 1 || l.Items[0].To != "ada@example.com" ||
			!strings.Contains(l.Items[0].Text, "https://shop.example/reset-password#token=S3CRET") {
			t.Errorf("%+v", l)
		}
		wantPage(t, d.read(t, "/dev/mail?to=nobody@example.com"), http.StatusOK, "There is no mail to this address.")
		if l := d.list(t, "?to=nobody@example.com"); l.Items == nil || len(l.Items) != 0 {
			t.Errorf("%+v, want an empty list", l)
		}
	})
	t.Run("shows a mail in a frame whose links open a new tab", func(t *testing.T) {
		t.Parallel()
		d := setup(t)
		at := "/dev/mail/" + d.list(t, "").Items[1].ID
		w := d.read(t, at)
		wantPage(t, w, http.StatusOK, "Set a new password", "&#34;Lagoon&#34; &lt;post@shop.example&gt;", "ada@example.com",
			`src="`+at+`/html"`, `sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"`,
			`<a href="https://shop.example/reset-password#token=S3CRET">https://shop.example/reset-password#token=S3CRET</a>`, "\n<a href=\"https://shop.example\">https://shop.example</a>\n</pre>")
		w = d.read(t, at+"/html")
		wantPage(t, w, http.StatusOK, `href="https://shop.example/reset-password#token=S3CRET" target="_blank"`)
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox;") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("policy of the mail: %s", policy)
		}
	})
	t.Run("does not find what is not there", func(t *testing.T) {
		t.Parallel()
		d := setup(t)
		for _, path := range []string{"/dev/mail/x", "/dev/mail/0198f2a4-5a3c-7d11-9c6e-2f1f0a6b7c8d", "/dev/mail/x/html", "/dev/mail/style.css/html"} {
			wantPage(t, d.read(t, path), http.StatusNotFound)
		}
		wantPage(t, d.read(t, "/dev/mail/style.css"), http.StatusOK, "color-scheme")
	})
	t.Run("says why a mail was given up, and that its content is gone", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, false, false)
		d := newDesk(t, smtpTo(t, "smtp://%s", o))
		d.send(t, d.user(t, "ada@example.com"), "request 1")
		o.answer("RCPT", 550, smtp.EnhancedCode{5, 1, 1}, "no such person")
		d.drain(t)
		wantPage(t, d.read(t, "/dev/mail"), http.StatusOK, "these mails are sent", "failed")
		wantPage(t, d.read(t, "/dev/mail/"+d.list(t, "").Items[0].ID), http.StatusOK, "no such person", "content was dropped")
	})
	t.Run("shows nothing where there is nothing", func(t *testing.T) {
		t.Parallel()
		wantPage(t, newDesk(t, notify.Mailbox{}).read(t, "/dev/mail"), http.StatusOK, "There is no mail yet.")
	})
}
