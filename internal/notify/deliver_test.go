package notify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"rialto/internal/db/dbtest"
	"rialto/internal/notify"
)

func TestSend(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (*desk, *office, notify.To) {
		t.Helper()
		o := newOffice(t, false, false)
		d := newDesk(t, smtpTo(t, "smtp://%s", o))
		return d, o, d.user(t, "ada@example.com")
	}

	t.Run("hands a mail over once and drops its content", func(t *testing.T) {
		t.Parallel()
		d, o, ada := setup(t)
		d.send(t, ada, "request 1")
		d.wantMails(t, "queued 0 ada@example.com kept")
		d.drain(t)
		d.drain(t)
		d.wantMails(t, "sent 1 ada@example.com")
		got := o.letters()
		if len(got) != 1 || got[0].from != "bounces@shop.example" || got[0].to != "ada@example.com" {
			t.Fatalf("arrived: %+v", got)
		}
		if !strings.Contains(got[0].raw, "token=3DS3CRET") { // quoted-printable
			t.Errorf("the link is not in the mail:\n%s", got[0].raw)
		}
	})
	t.Run("sends nothing of a transaction that is rolled back", func(t *testing.T) {
		t.Parallel()
		d, o, ada := setup(t)
		changedMind := errors.New("changed my mind")
		if err := d.sendAnd(t, ada, "request 1", changedMind); !errors.Is(err, changedMind) {
			t.Fatal(err)
		}
		d.drain(t)
		d.wantMails(t, "")
		if n := len(o.letters()); n != 0 {
			t.Errorf("%d mails arrived", n)
		}
	})
	t.Run("sends one mail for a cause", func(t *testing.T) {
		t.Parallel()
		d, o, ada := setup(t)
		d.send(t, ada, "request 1")
		d.send(t, ada, "request 1")
		d.drain(t)
		d.send(t, ada, "request 1")
		d.send(t, ada, "request 2")
		d.drain(t)
		if n := len(o.letters()); n != 2 {
			t.Errorf("%d mails arrived for two causes", n)
		}
	})
	t.Run("sends nothing to an account that was erased meanwhile", func(t *testing.T) {
		t.Parallel()
		d, o, ada := setup(t)
		d.send(t, ada, "request 1")
		d.exec(t, "DELETE FROM auth.users WHERE id = $1", *ada.UserID)
		d.drain(t)
		d.wantMails(t, "")
		if n := len(o.letters()); n != 0 {
			t.Errorf("%d mails arrived", n)
		}
	})
	t.Run("drops the address of a mail without an account", func(t *testing.T) {
		t.Parallel()
		d, _, _ := setup(t)
		d.send(t, notify.To{Address: "gone@example.com", Locale: "xx"}, "account 7")
		d.drain(t)
		d.wantMails(t, "sent 1 ")
	})
	t.Run("forgets mails after 30 days", func(t *testing.T) {
		t.Parallel()
		d, _, ada := setup(t)
		d.send(t, ada, "request 1")
		d.drain(t)
		d.skip(29 * 24 * time.Hour)
		d.send(t, ada, "request 2")
		check(t, d.ForgetOld(t.Context()))
		d.wantMails(t, "sent 1 ada@example.com, queued 0 ada@example.com kept")
		d.skip(2 * 24 * time.Hour)
		check(t, d.ForgetOld(t.Context()))
		d.wantMails(t, "queued 0 ada@example.com kept")
	})
}

func TestFailures(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (*desk, *office) {
		t.Helper()
		o := newOffice(t, false, false)
		d := newDesk(t, smtpTo(t, "smtp://%s", o))
		d.send(t, d.user(t, "ada@example.com"), "request 1")
		return d, o
	}
	// drainFails drains and returns what the bus keeps and logs of the failure.
	drainFails := func(t *testing.T, d *desk) string {
		t.Helper()
		err := d.bus.Drain(t.Context())
		if err == nil {
			t.Fatal("the mail is not tried again")
		}
		return err.Error() + d.logs.String()
	}
	wantSecrecy := func(t *testing.T, text string) {
		t.Helper()
		if strings.Contains(text, "ada@") || strings.Contains(text, "S3CRET") {
			t.Errorf("the log or the job names the person or the secret: %s", text)
		}
	}

	for _, command := range []string{"RCPT", "DATA"} {
		t.Run("that may pass are followed by another attempt at "+command, func(t *testing.T) {
			t.Parallel()
			d, o := setup(t)
			o.answer(command, 451, smtp.EnhancedCode{4, 7, 1}, "<ada@example.com>: try again later")
			said := drainFails(t, d)
			wantSecrecy(t, said)
			if !strings.Contains(said, "451 4.7.1") {
				t.Errorf("the answer is not named: %s", said)
			}
			d.wantMails(t, "queued 1 ada@example.com kept")
			if got := d.text(t, "SELECT problem FROM notify.mails"); !strings.Contains(got, "<ada@example.com>: try again later") {
				t.Errorf("problem is %q", got)
			}
			d.drain(t)
			d.wantMails(t, "sent 2 ada@example.com")
			if n := len(o.letters()); n != 1 {
				t.Errorf("%d mails arrived", n)
			}
		})
		t.Run("for good end the mail at "+command, func(t *testing.T) {
			t.Parallel()
			d, o := setup(t)
			o.answer(command, 550, smtp.EnhancedCode{5, 1, 1}, "<ada@example.com>: no such person")
			d.drain(t)
			d.drain(t)
			d.wantMails(t, "failed 1 ada@example.com")
			wantSecrecy(t, d.logs.String())
			if got := d.text(t, "SELECT problem FROM notify.mails"); !strings.Contains(got, "no such person") {
				t.Errorf("problem is %q", got)
			}
			if n := len(o.letters()); n != 0 {
				t.Errorf("%d mails arrived", n)
			}
		})
	}
	t.Run("that are ours to mend are not the end of the mail", func(t *testing.T) {
		t.Parallel()
		d, o := setup(t)
		o.answer("MAIL", 553, smtp.EnhancedCode{5, 7, 1}, "post@shop.example is not yours")
		wantSecrecy(t, drainFails(t, d))
		d.wantMails(t, "queued 1 ada@example.com kept")
		d.drain(t)
		d.wantMails(t, "sent 2 ada@example.com")
	})
	t.Run("of a day end the mail", func(t *testing.T) {
		t.Parallel()
		d, o := setup(t)
		for range 2 {
			o.answer("RCPT", 452, smtp.EnhancedCode{4, 2, 2}, "full")
		}
		drainFails(t, d)
		d.skip(25 * time.Hour)
		d.drain(t)
		d.wantMails(t, "failed 2 ada@example.com")
	})
	t.Run("of a recipient that is no address end the mail", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t, false, false)
		d := newDesk(t, smtpTo(t, "smtp://%s", o))
		d.send(t, notify.To{Address: "ada\r\nRCPT TO:<eve@example.com>"}, "request 1")
		d.drain(t)
		d.wantMails(t, "failed 1 ")
		if n := len(o.letters()); n != 0 {
			t.Errorf("%d mails arrived", n)
		}
	})
	t.Run("of a server that is away are followed by another attempt", func(t *testing.T) {
		t.Parallel()
		away, err := notify.NewSMTP("smtp://127.0.0.1:1")
		check(t, err)
		d := newDesk(t, away)
		d.send(t, d.user(t, "ada@example.com"), "request 1")
		wantSecrecy(t, drainFails(t, d))
		d.wantMails(t, "queued 1 ada@example.com kept")
	})
	t.Run("of the connection after a mail was handed over do not send it again", func(t *testing.T) {
		t.Parallel()
		d, o := setup(t)
		o.hangsUp = true
		d.drain(t)
		d.wantMails(t, "sent 1 ada@example.com")
		if n := len(o.letters()); n != 1 {
			t.Errorf("%d mails arrived", n)
		}
	})
	t.Run("of the database after a mail was handed over do not send it again", func(t *testing.T) {
		t.Parallel()
		d, o := setup(t)
		_, err := dbtest.Owner(t, d.pool).Exec(t.Context(), `
			CREATE SEQUENCE tries;
			CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
			BEGIN
				IF nextval('tries') = 1 THEN RAISE 'away'; END IF;
				RETURN NEW;
			END $$;
			CREATE TRIGGER stumble BEFORE UPDATE ON notify.mails
				FOR EACH ROW WHEN (NEW.status = 'sent') EXECUTE FUNCTION stumble()`)
		check(t, err)
		d.drain(t)
		d.wantMails(t, "sent 1 ada@example.com")
		if n := len(o.letters()); n != 1 {
			t.Errorf("%d mails arrived", n)
		}
	})
}

func TestEndOfTheProgram(t *testing.T) {
	t.Parallel()
	// stopInTheMiddle ends the bus while the server has the whole mail and has
	// not answered yet.
	stopInTheMiddle := func(t *testing.T) (*desk, *office, <-chan error) {
		t.Helper()
		o := newOffice(t, false, false)
		o.gate, o.arrived = make(chan struct{}), make(chan struct{})
		d := newDesk(t, smtpTo(t, "smtp://%s", o))
		d.send(t, d.user(t, "ada@example.com"), "request 1")
		check(t, d.bus.Start(t.Context()))
		<-o.arrived
		atOnce, cancel := context.WithCancel(t.Context())
		cancel()
		stopped := make(chan error, 1)
		go func() { stopped <- d.bus.Stop(atOnce) }()
		return d, o, stopped
	}

	t.Run("lets a conversation end", func(t *testing.T) {
		t.Parallel()
		d, o, stopped := stopInTheMiddle(t)
		o.gate <- struct{}{}
		check(t, <-stopped)
		d.wantMails(t, "sent 1 ada@example.com")
	})
	t.Run("does not wait for a server that hangs", func(t *testing.T) {
		t.Parallel()
		d, o, stopped := stopInTheMiddle(t)
		check(t, <-stopped)
		d.wantMails(t, "queued 1 ada@example.com kept")
		o.gate <- struct{}{}
	})
}
