package notify_test

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"rialto/internal/db"
	"rialto/internal/events"
	"rialto/internal/notify"
)

// through is a transport to a real server.
func (m *mailpit) through(t *testing.T, address string) *notify.SMTP {
	t.Helper()
	transport, err := notify.NewSMTP(strings.ReplaceAll(address, "%s", m.smtp))
	check(t, err)
	notify.Trust(transport, m.roots)
	return transport
}

// leastSupport is how much of what the mails are made of the mail programs of
// caniemail.com know, in percent.
const leastSupport = 85

// Every mail there is, in both languages, over STARTTLS with a password to a real
// server and back.
func TestEveryMailArrives(t *testing.T) {
	t.Parallel()
	m := newMailpit(t, "--smtp-require-starttls", accounts(t, "rialto", "pa:ss"))
	d := newDesk(t, notify.RequireTLS(m.through(t, "smtp://rialto:pa%3Ass@%s")))
	to := notify.SampleTo("en")
	d.exec(t, "INSERT INTO auth.users (id, email, created_at, updated_at) VALUES ($1, $2, now(), now())", *to.UserID, to.Address)
	wanted := 0
	check(t, db.InTx(t.Context(), d.pool, func(tx db.Tx) error {
		wanted = 0
		for _, lang := range []string{"en", "de"} {
			for _, c := range notify.Samples() {
				wanted++
				if err := d.SendTx(t.Context(), tx, notify.SampleTo(lang), lang+"/"+notify.TextKey(c), c); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	d.drain(t)
	got := m.mails(t)
	if len(got) != wanted || wanted < 80 {
		t.Fatalf("%d of %d mails arrived", len(got), wanted)
	}
	for _, a := range got {
		id, domain, _ := strings.Cut(a.MessageID, "@")
		name := d.text(t, "SELECT cause FROM notify.mails WHERE id = $1 AND status = 'sent' AND html = '' AND attempts = 1", id)
		if domain != "shop.example" || a.Username != "rialto" {
			t.Errorf("%s: from %s by %q", name, a.MessageID, a.Username)
		}
		var raw []byte
		m.call(t, http.MethodGet, "message/"+a.ID+"/raw", nil, &raw)
		wantAsWritten(t, name, raw)
		var check struct{ Total struct{ Supported float64 } }
		m.call(t, http.MethodGet, "message/"+a.ID+"/html-check", nil, &check)
		if check.Total.Supported < leastSupport {
			t.Errorf("%s: mail programs know %.1f %% of it", name, check.Total.Supported)
		}
	}
}

// wantAsWritten compares a message with the golden files of a mail.
func wantAsWritten(t *testing.T, name string, raw []byte) {
	t.Helper()
	for line := range strings.Lines(string(raw)) {
		if len(line) > 1000 { // RFC 5322, with the end of the line
			t.Errorf("%s: a line of %d bytes", name, len(line))
		}
	}
	msg, err := mail.ReadMessage(strings.NewReader(string(raw)))
	check(t, err)
	h := msg.Header
	if h.Get("Auto-Submitted") != "auto-generated" || h.Get("To") != "<ada@example.com>" || h.Get("Return-Path") != "<bounces@shop.example>" || h.Get("Mime-Version") != "1.0" {
		t.Errorf("%s: headers are %v", name, h)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	check(t, err)
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	check(t, err)
	if media != "multipart/alternative" {
		t.Fatalf("%s: it is %s", name, media)
	}
	var contents []string
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for _, want := range []string{"text/plain; charset=UTF-8", "text/html; charset=UTF-8"} {
		part, err := parts.NextRawPart()
		check(t, err)
		if got := part.Header.Get("Content-Type"); got != want || part.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			t.Errorf("%s: a part is %v, want %s", name, part.Header, want)
		}
		content, err := io.ReadAll(quotedprintable.NewReader(part))
		check(t, err)
		contents = append(contents, strings.ReplaceAll(string(content), "\r\n", "\n"))
	}
	if _, err := parts.NextRawPart(); err != io.EOF {
		t.Errorf("%s: there are more parts", name)
	}
	text, html := golden(t, name+".txt"), golden(t, name+".html")
	if got := "Subject: " + subject + "\n\n" + contents[0]; got != text {
		t.Errorf("%s: the text arrived as\n%s", name, got)
	}
	if contents[1] != html {
		t.Errorf("%s: the HTML arrived as\n%s", name, contents[1])
	}
	link := ""
	if found := unsubscribeLink.FindString(text); found != "" {
		link = "<" + found + ">"
	}
	if h.Get("List-Unsubscribe") != link || (h.Get("List-Unsubscribe-Post") == oneClick) != (link != "") {
		t.Errorf("%s: unsubscribing is %q by %q, want %q", name, h.Get("List-Unsubscribe"), h.Get("List-Unsubscribe-Post"), link)
	}
}

func golden(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)))
	check(t, err)
	return string(b)
}

func TestRealServer(t *testing.T) {
	t.Parallel()
	t.Run("takes a mail over TLS from the beginning, from who knows the password", func(t *testing.T) {
		t.Parallel()
		m := newMailpit(t, "--smtp-require-tls", accounts(t, "rialto", "secret"))
		if err := m.through(t, "smtps://rialto:wrong@%s").Send(t.Context(), message()); err == nil || !strings.Contains(err.Error(), "535") {
			t.Errorf("with a wrong password: %v", err)
		}
		check(t, m.through(t, "smtps://rialto:secret@%s").Send(t.Context(), message()))
		if got := m.mails(t); len(got) != 1 || got[0].Username != "rialto" {
			t.Errorf("arrived: %+v", got)
		}
	})
	t.Run("gets a mail again that it put off, and notes an address it refused", func(t *testing.T) {
		t.Parallel()
		m := newMailpit(t, "--enable-chaos")
		d := newDesk(t, m.through(t, "smtp://%s"))
		ada := d.user(t, "ada@example.com")
		m.refuses(t, 451)
		d.write(t, ada, alert)
		if err := d.bus.Drain(t.Context()); err == nil || !strings.Contains(err.Error(), "451") {
			t.Errorf("put off: %v", err)
		}
		d.wantMails(t, "queued 1 ada@example.com kept")
		m.refuses(t, 0)
		d.drain(t)
		d.wantMails(t, "sent 2 ada@example.com")
		if n := len(m.mails(t)); n != 1 {
			t.Errorf("%d mails arrived", n)
		}
		m.refuses(t, 550)
		d.write(t, ada, alert)
		d.drain(t)
		found, err := d.Refusals(t.Context(), "ada@example.com")
		check(t, err)
		if found["ada@example.com"].Answer != "550" {
			t.Errorf("got %+v", found)
		}
	})
	t.Run("that hangs holds up no other work, and gets the mail later", func(t *testing.T) {
		t.Parallel()
		m := newMailpit(t)
		d := newDesk(t, m.through(t, "smtp://%s"))
		done := make(chan struct{})
		other := events.NewErrand(d.bus, "test.other", func(context.Context, struct{}) error {
			close(done)
			return nil
		})
		m.signal(t, syscall.SIGSTOP)
		ada := d.user(t, "ada@example.com")
		for range 50 {
			d.write(t, ada, resetLink)
		}
		check(t, d.bus.Start(t.Context()))
		t.Cleanup(func() {
			stop, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			check(t, d.bus.Stop(stop))
		})
		eventually(t, func() bool { return d.text(t, "SELECT max(attempts)::text FROM notify.mails") == "1" })
		check(t, db.InTx(t.Context(), d.pool, func(tx db.Tx) error { return other.QueueTx(t.Context(), tx, struct{}{}) }))
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Error("another errand waits for the mail server")
		}
		m.signal(t, syscall.SIGCONT)
		eventually(t, func() bool { return d.text(t, "SELECT count(*)::text FROM notify.mails WHERE status = 'sent'") == "50" })
		if n := len(m.mails(t)); n != 50 {
			t.Errorf("%d mails arrived", n)
		}
	})
}

// eventually waits for what other goroutines do.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); <-poll.C {
		if holds() {
			return
		}
	}
	t.Fatal("it does not come")
}
