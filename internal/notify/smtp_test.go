package notify_test

import (
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/notify"
)

func message() notify.Message {
	return notify.Message{
		ID: uuid.MustParse("0198f2a4-5a3c-7d11-9c6e-2f1f0a6b7c8d"), From: mail.Address{Name: "Lagune", Address: "post@shop.example"},
		To: "ada@example.com", Subject: "Bestätige deine E-Mail-Adresse", HTML: "<p>Grüße</p>", Text: "Grüße\n",
		Date: time.Date(2026, 7, 28, 9, 30, 0, 0, time.UTC),
	}
}

func TestMessage(t *testing.T) {
	t.Parallel()
	o := newOffice(t, false, false)
	transport := smtpTo(t, "smtp://%s", o)
	for range 2 {
		check(t, transport.Send(t.Context(), message()))
	}
	got := o.letters()
	first, second := got[0].header, got[1].header
	for name, want := range map[string]string{
		"From": `"Lagune" <post@shop.example>`, "To": "<ada@example.com>", "Auto-Submitted": "auto-generated",
		"Date": "Tue, 28 Jul 2026 09:30:00 +0000", "Message-Id": "<0198f2a4-5a3c-7d11-9c6e-2f1f0a6b7c8d@shop.example>",
	} {
		if first.Get(name) != want || second.Get(name) != want {
			t.Errorf("%s is %q and then %q, want %q", name, first.Get(name), second.Get(name), want)
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(first.Get("Subject"))
	check(t, err)
	if subject != "Bestätige deine E-Mail-Adresse" {
		t.Errorf("subject is %q", subject)
	}
	media, params, err := mime.ParseMediaType(first.Get("Content-Type"))
	check(t, err)
	if media != "multipart/alternative" {
		t.Fatalf("it is %s", media)
	}
	_, body, _ := strings.Cut(got[0].raw, "\r\n\r\n")
	parts := multipart.NewReader(strings.NewReader(body), params["boundary"])
	for _, want := range []string{"text/plain; charset=UTF-8 Grüße\n", "text/html; charset=UTF-8 <p>Grüße</p>"} {
		part, err := parts.NextRawPart()
		check(t, err)
		content, err := io.ReadAll(quotedprintable.NewReader(part))
		check(t, err)
		if got := part.Header.Get("Content-Type") + " " + strings.ReplaceAll(string(content), "\r\n", "\n"); got != want {
			t.Errorf("part is %q, want %q", got, want)
		}
	}
}

func TestConnection(t *testing.T) {
	t.Parallel()
	t.Run("is encrypted by STARTTLS and signs in", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, true, false)
		check(t, notify.RequireTLS(smtpTo(t, "smtp://ada:pa%3Ass%20word@%s", o)).Send(t.Context(), message()))
		if got := o.letters(); len(got) != 1 || !got[0].encrypted || got[0].user != "ada" {
			t.Errorf("arrived: %+v", got)
		}
	})
	t.Run("is encrypted from its beginning and signs in", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, false, true)
		check(t, smtpTo(t, "smtps://ada:pa%3Ass%20word@%s", o).Send(t.Context(), message()))
		if got := o.letters(); len(got) != 1 || !got[0].encrypted || got[0].user != "ada" {
			t.Errorf("arrived: %+v", got)
		}
	})
	t.Run("to this machine needs no encryption", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, true, false)
		check(t, smtpTo(t, "smtp://ada:pa%3Ass%20word@%s", o).Send(t.Context(), message()))
		if got := o.letters(); len(got) != 1 || got[0].encrypted || got[0].user != "ada" {
			t.Errorf("arrived: %+v", got)
		}
	})
	t.Run("without STARTTLS carries no mail", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, false, false)
		err := notify.RequireTLS(smtpTo(t, "smtp://%s", o)).Send(t.Context(), message())
		if err == nil || len(o.letters()) != 0 {
			t.Errorf("error %v, %d mails", err, len(o.letters()))
		}
	})
	for _, address := range []string{"smtp://%s", "smtps://%s"} {
		t.Run("to a server that cannot prove its name carries no mail to "+address, func(t *testing.T) {
			t.Parallel()
			implicit := strings.HasPrefix(address, "smtps")
			o := newOffice(t, !implicit, implicit)
			transport := smtpTo(t, address, o)
			if !implicit {
				notify.RequireTLS(transport)
			}
			notify.Trust(transport, nil)
			err := transport.Send(t.Context(), message())
			if err == nil || !strings.Contains(err.Error(), "certificate") || len(o.letters()) != 0 {
				t.Errorf("error %v, %d mails", err, len(o.letters()))
			}
		})
	}
	t.Run("with a wrong password is no end of the mail", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, false, true)
		err := smtpTo(t, "smtps://ada:wrong@%s", o).Send(t.Context(), message())
		failure, ok := err.(*notify.SendError) //nolint:errorlint // what it returns, not what it wraps
		if !ok || failure.Final || !strings.Contains(failure.Reason, "535") {
			t.Errorf("got %#v", err)
		}
	})
}

func TestAddressesOfServers(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"smtp://mail.example", "smtp://mail.example:25/", "smtps://u:p@mail.example", "smtp://localhost:1025", "smtp://relay:25?tls=none", "smtp://[::1]:25",
	} {
		if _, err := notify.NewSMTP(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{
		"", "mail.example", "http://mail.example", "smtp://", "smtp://u:SECRET@", "smtp://u:SECRET@host:port", "smtp://u:SECRET@mail.example:99999",
		"smtp://u:SECRET@mail.example/inbox", "smtp://u:SECRET@mail.example?tls=maybe", "smtps://u:SECRET@mail.example?tls=none", "smtp://u:SECRET@mail.example?starttls=no",
	} {
		if _, err := notify.NewSMTP(address); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: got %v, want an error without the password", address, err)
		}
	}
}
