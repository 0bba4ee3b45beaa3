package notify_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/notify"
)

// desk is the mails with a clock that the test moves.
type desk struct {
	*notify.Service
	pool *db.Pool
	bus  *events.Bus
	logs *lines

	mu      sync.Mutex
	skipped time.Duration
}

func newDesk(t *testing.T, transport notify.Transport) *desk {
	t.Helper()
	d := &desk{pool: dbtest.New(t), logs: &lines{}}
	log := slog.New(slog.NewTextHandler(d.logs, nil))
	var err error
	d.bus, err = events.New(d.pool, log)
	check(t, err)
	d.Service, err = notify.New(notify.Deps{Pool: d.pool, Bus: d.bus, Log: log, Now: d.now},
		notify.Config{
			PublicURL: "https://shop.example/", SiteName: "Lagoon", From: "post@shop.example", BounceTo: "bounces@shop.example",
			Transport: transport, Keys: keyring.New([]byte("key of links")),
		})
	check(t, err)
	return d
}

func (d *desk) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Now().Add(d.skipped)
}

func (d *desk) skip(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.skipped += by
}

var resetLink = notify.ResetPassword{Path: "/reset-password#token=S3CRET", ValidFor: time.Hour}

// send writes a mail of one kind in a transaction of its own.
func (d *desk) send(t *testing.T, to notify.To, cause string) {
	t.Helper()
	check(t, d.sendAnd(t, to, cause, nil))
}

// sendAnd writes a mail in a transaction that ends with then.
func (d *desk) sendAnd(t *testing.T, to notify.To, cause string, then error) error {
	t.Helper()
	return db.InTx(t.Context(), d.pool, func(tx db.Tx) error {
		if err := d.SendTx(t.Context(), tx, to, cause, resetLink); err != nil {
			return err
		}
		return then
	})
}

// user makes an account and returns how a mail to it is addressed.
func (d *desk) user(t *testing.T, address string) notify.To {
	t.Helper()
	id := uuid.New()
	d.exec(t, "INSERT INTO auth.users (id, email, created_at, updated_at) VALUES ($1, $2, now(), now())", id, address)
	return notify.To{Address: address, UserID: &id, Locale: "en"}
}

func (d *desk) drain(t *testing.T) {
	t.Helper()
	check(t, d.bus.Drain(t.Context()))
}

func (d *desk) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := d.pool.Exec(t.Context(), sql, args...)
	check(t, err)
}

func (d *desk) text(t *testing.T, sql string, args ...any) (s string) {
	t.Helper()
	check(t, d.pool.QueryRow(t.Context(), sql, args...).Scan(&s))
	return s
}

// wantMails asserts status, attempts and recipient of all mails, and whether
// they have their content.
func (d *desk) wantMails(t *testing.T, want string) {
	t.Helper()
	const all = `SELECT coalesce(string_agg(status || ' ' || attempts || ' ' || recipient || CASE WHEN text <> '' AND html <> '' THEN ' kept' ELSE '' END, ', ' ORDER BY id), '')
		FROM notify.mails`
	if got := d.text(t, all); got != want {
		t.Errorf("mails are %q, want %q", got, want)
	}
}

// lines is a log.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// office is a mail server.
type office struct {
	addr  string
	roots *x509.CertPool

	mu      sync.Mutex
	got     []letter
	answers map[string][]error // by command, in their order; then all is well
	gate    chan struct{}      // what DATA waits for, if set
	arrived chan struct{}      // told that DATA waits
	hangsUp bool               // once it has a mail
}

// letter is a mail as it arrived.
type letter struct {
	from, to, user string
	encrypted      bool
	header         mail.Header
	raw            string
}

// newOffice starts a mail server. Without tls it offers no STARTTLS.
func newOffice(t *testing.T, withTLS, implicit bool) *office {
	t.Helper()
	o := &office{answers: map[string][]error{}}
	server := smtp.NewServer(o)
	server.Domain, server.AllowInsecureAuth = "office.example", true
	server.ErrorLog = silent{}
	cert := httptest.NewUnstartedServer(nil)
	cert.StartTLS()
	t.Cleanup(cert.Close)
	o.roots = x509.NewCertPool()
	o.roots.AddCert(cert.Certificate())
	config := &tls.Config{Certificates: cert.TLS.Certificates}
	if withTLS {
		server.TLSConfig = config
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	o.addr = listener.Addr().String()
	if implicit {
		listener = tls.NewListener(listener, config)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Close()
		if err := <-served; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Errorf("mail server: %v", err)
		}
	})
	return o
}

// answer makes the next command of a kind (MAIL, RCPT, DATA, AUTH) fail.
func (o *office) answer(command string, code int, enhanced smtp.EnhancedCode, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answers[command] = append(o.answers[command], &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text})
}

func (o *office) next(command string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.answers[command]) == 0 {
		return nil
	}
	err := o.answers[command][0]
	o.answers[command] = o.answers[command][1:]
	return err
}

func (o *office) letters() []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]letter(nil), o.got...)
}

// NewSession implements smtp.Backend.
func (o *office) NewSession(c *smtp.Conn) (smtp.Session, error) { return &visit{o: o, conn: c}, nil }

// visit is a conversation with the office.
type visit struct {
	o    *office
	conn *smtp.Conn
	now  letter
}

func (v *visit) AuthMechanisms() []string { return []string{sasl.Plain} }

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "pa:ss word" {
			return smtp.ErrAuthFailed
		}
		v.now.user = user
		return v.o.next("AUTH")
	}), nil
}

func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	v.now.from = from
	return v.o.next("MAIL")
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.now.to = to
	return v.o.next("RCPT")
}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if v.o.gate != nil {
		v.o.arrived <- struct{}{}
		<-v.o.gate
	}
	if err := v.o.next("DATA"); err != nil {
		return err
	}
	m, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	v.now.header, v.now.raw = m.Header, string(raw)
	_, v.now.encrypted = v.conn.TLSConnectionState()
	v.o.mu.Lock()
	defer v.o.mu.Unlock()
	v.o.got = append(v.o.got, v.now)
	return nil
}

func (v *visit) Reset() {
	if v.o.hangsUp && v.now.raw != "" {
		v.conn.Conn().Close()
	}
}

func (v *visit) Logout() error { return nil }

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// smtpTo is a transport to an address such as smtp://user@%s, where %s is the office.
func smtpTo(t *testing.T, address string, o *office) *notify.SMTP {
	t.Helper()
	transport, err := notify.NewSMTP(strings.ReplaceAll(address, "%s", o.addr))
	check(t, err)
	notify.Trust(transport, o.roots)
	return transport
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
