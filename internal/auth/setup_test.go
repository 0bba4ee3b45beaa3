package auth_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/auth"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/limits"
	"rialto/internal/notify"
	"rialto/internal/seal"
)

const (
	publicURL = "https://shop.example"
	email     = "ada@example.org"
	password  = "harbour-teapot-9"
	another   = "copper kettle moss 7"
)

var here = limits.Visitor{IP: netip.MustParseAddr("192.0.2.1")}

// accounts is the accounts with what they call, and a clock that the test moves.
type accounts struct {
	*auth.Service
	pool *db.Pool
	bus  *events.Bus
	mail *notify.Service

	mu       sync.Mutex
	time     time.Time
	heard    []string // names of events
	consents []string
}

func setup(t *testing.T) *accounts {
	t.Helper()
	return setupWith(t, func(*auth.Config) {})
}

func setupWith(t *testing.T, change func(*auth.Config)) *accounts {
	t.Helper()
	return open(t, dbtest.New(t), change)
}

// open returns the accounts in a database, as one of several processes.
func open(t testing.TB, pool *db.Pool, change func(*auth.Config)) *accounts {
	t.Helper()
	h := &accounts{pool: pool, time: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	var err error
	h.bus, err = events.New(pool, slog.New(slog.DiscardHandler))
	check(t, err)
	h.mail, err = notify.New(notify.Deps{Pool: pool, Bus: h.bus, Log: slog.New(slog.DiscardHandler), Now: h.now},
		notify.Config{PublicURL: publicURL, SiteName: "Rialto", From: "hello@shop.example", Transport: notify.Mailbox{}, Keys: keyring.New([]byte("key"))})
	check(t, err)
	limiter, err := limits.New(limits.Config{Keys: keyring.New([]byte("key")), Log: slog.New(slog.DiscardHandler), Now: h.now})
	check(t, err)
	t.Cleanup(limiter.Close)
	cfg := auth.Config{PublicURL: publicURL, SiteName: "Rialto", Seal: sealer(t, "first")}
	change(&cfg)
	h.Service, err = auth.New(auth.Deps{
		Pool: pool, Bus: h.bus, Mail: h.mail, Guard: limiter.Guard(), Consent: h.consent, Log: slog.New(slog.DiscardHandler), Now: h.now,
	}, cfg)
	check(t, err)
	listen[auth.Registered](h)
	listen[auth.EmailVerified](h)
	listen[auth.Erased](h)
	return h
}

// sealer seals with the first of the named secrets.
func sealer(t testing.TB, names ...string) seal.Sealer {
	t.Helper()
	var secrets [][]byte
	for _, n := range names {
		secrets = append(secrets, fmt.Appendf(nil, "%-32s", n))
	}
	s, err := seal.New(secrets...)
	check(t, err)
	return s
}

func listen[E events.Event](h *accounts) {
	var e E
	events.Subscribe(h.bus, "test."+e.EventName(), func(_ context.Context, _ db.Tx, ev E) error {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.heard = append(h.heard, ev.EventName())
		return nil
	})
}

func (h *accounts) consent(_ context.Context, _ db.Tx, _ uuid.UUID, purpose string, granted bool) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.consents = append(h.consents, fmt.Sprintf("%s=%t", purpose, granted))
	return nil
}

func (h *accounts) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *accounts) skip(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = h.time.Add(d)
}

// wantEvents works on what waits and asserts the events since the last call,
// by name: they come in no order.
func (h *accounts) wantEvents(t *testing.T, want ...string) {
	t.Helper()
	check(t, h.bus.Drain(t.Context()))
	h.mu.Lock()
	defer h.mu.Unlock()
	slices.Sort(h.heard)
	if got := fmt.Sprint(h.heard); got != fmt.Sprint(want) {
		t.Errorf("got events %s, want %s", got, want)
	}
	h.heard = nil
}

// letter is a mail that was written.
type letter struct{ Kind, To, Locale, Text string }

// mails works on what waits and returns the mails to an address, the newest
// first.
func (h *accounts) mails(t testing.TB, to string) []letter {
	t.Helper()
	check(t, h.bus.Drain(t.Context()))
	w := httptest.NewRecorder()
	h.mail.MailboxPages().ServeHTTP(w, httptest.NewRequest("GET", "/dev/mail.json?to="+url.QueryEscape(to), nil))
	var box struct{ Items []letter }
	if err := json.Unmarshal(w.Body.Bytes(), &box); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return box.Items
}

func (h *accounts) kinds(t testing.TB, to string) (kinds []string) {
	t.Helper()
	for _, m := range h.mails(t, to) {
		kinds = append(kinds, m.Kind)
	}
	return kinds
}

var tokenInText = regexp.MustCompile(`\?token=([\w-]+)`)

// token returns what the newest mail of a kind carries.
func (h *accounts) token(t testing.TB, to, kind string) string {
	t.Helper()
	for _, m := range h.mails(t, to) {
		if found := tokenInText.FindStringSubmatch(m.Text); m.Kind == kind && found != nil {
			return found[1]
		}
	}
	t.Fatalf("no mail %s to %s", kind, to)
	return ""
}

func (h *accounts) register(t testing.TB, email, password string) {
	t.Helper()
	check(t, h.Register(t.Context(), auth.RegisterInput{Email: email, Password: password, Name: "Ada Byron", TermsAccepted: true}))
}

// signUp makes an account and signs in by verifying its address.
func (h *accounts) signUp(t testing.TB, email string) auth.SignedIn {
	t.Helper()
	h.register(t, email, password)
	in, err := h.VerifyEmail(t.Context(), auth.VerifyEmailInput{Token: h.token(t, email, "verify_email"), Password: password, From: here})
	check(t, err)
	return *in.SignedIn
}

func (h *accounts) login(t *testing.T, email, password string) (auth.SignIn, error) {
	t.Helper()
	return h.Login(t.Context(), auth.LoginInput{Email: email, Password: password, From: here})
}

// signIn signs in with the password alone.
func (h *accounts) signIn(t *testing.T, email string) auth.SignedIn {
	t.Helper()
	in, err := h.login(t, email, password)
	check(t, err)
	if in.SignedIn == nil {
		t.Fatal("a second factor is asked for")
	}
	return *in.SignedIn
}

func (h *accounts) actor(t *testing.T, bearer string) auth.Actor {
	t.Helper()
	a, err := h.Authenticate(t.Context(), bearer)
	check(t, err)
	return a
}

// wantIn asserts whether a bearer token lets somebody in.
func (h *accounts) wantIn(t *testing.T, bearer string, want bool) {
	t.Helper()
	_, err := h.Authenticate(t.Context(), bearer)
	if want {
		check(t, err)
	} else {
		wantErr(t, err, auth.ErrUnauthenticated)
	}
}

func (h *accounts) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	check(t, h.pool.QueryRow(t.Context(), "SELECT count(*) FROM "+query, args...).Scan(&n))
	return n
}

// wantLogged asserts what the audit log says of a user, the oldest first.
func (h *accounts) wantLogged(t *testing.T, user uuid.UUID, want ...string) {
	t.Helper()
	rows, err := h.pool.Query(t.Context(), "SELECT action FROM audit.entries WHERE target_id = $1 ORDER BY seq", user.String())
	check(t, err)
	var got []string
	for rows.Next() {
		var action string
		check(t, rows.Scan(&action))
		got = append(got, action)
	}
	check(t, rows.Err())
	if !slices.Equal(got, want) {
		t.Errorf("the log says %v, want %v", got, want)
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}
