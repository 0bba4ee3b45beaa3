package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/audit"
	"rialto/internal/auth"
	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/doctor"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/limits"
	"rialto/internal/money"
	"rialto/internal/notify"
	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/postal"
	"rialto/internal/seal"
	"rialto/internal/stores"
	"rialto/internal/stripesim"
)

const (
	shopURL  = "https://shop.example"
	password = "harbour-teapot-9"
	key      = "sk_test_x"
	secret   = "whsec_x"
)

// shop is the whole marketplace without its pages: every module, a payment
// provider that sends real webhooks, and a clock that the test moves.
type shop struct {
	*Service
	pool     *db.Pool
	owner    *db.Pool // may do everything
	bus      *events.Bus
	auth     *auth.Service
	mail     *notify.Service
	stores   *stores.Service
	catalog  *catalog.Service
	cart     *cart.Service
	payments *payments.Service
	orders   *orders.Service
	sim      *stripesim.Server
	simURL   string
	dir      string

	mu      sync.Mutex
	skipped time.Duration
}

func setup(t *testing.T) *shop {
	t.Helper()
	return setupWith(t, notify.Mailbox{})
}

func setupWith(t *testing.T, mails notify.Transport) *shop {
	t.Helper()
	s := &shop{pool: dbtest.New(t), dir: t.TempDir()}
	s.owner = dbtest.Owner(t, s.pool)
	log := slog.New(slog.DiscardHandler)
	var err error
	s.bus, err = events.New(s.pool, log)
	check(t, err)
	s.startProvider(t)
	s.stores = stores.New(s.pool, s.now)
	s.catalog, err = catalog.New(t.Context(), s.pool, s.bus, s.now)
	check(t, err)
	s.cart = cart.New(s.pool, s.catalog, "EUR", s.now)
	stripe := payments.NewStripe(payments.StripeConfig{StripeSecrets: payments.StripeSecrets{Key: key, Webhooks: []string{secret}}, BaseURL: s.simURL})
	s.payments = payments.New(s.pool, s.bus, stripe, log, s.now)
	s.startAccounts(t, mails, log)
	s.orders = orders.New(orders.Deps{
		Pool: s.pool, Bus: s.bus, Catalog: s.catalog, Cart: s.cart, Payments: s.payments, Auth: s.auth, Log: log, Now: s.now,
	}, orders.Config{PublicURL: shopURL, PaymentWindow: 30 * time.Minute, Tokens: orders.NewTokens(keyring.New([]byte("key")))})
	s.Service, err = New(Deps{
		Pool: s.pool, Bus: s.bus, Stores: s.stores, Orders: s.orders, Payments: s.payments, Notify: s.mail, Log: log, Now: s.now,
	}, Config{SiteName: "Rialto", Dir: s.dir, TermsVersion: "2026-11"})
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	return s
}

func (s *shop) startProvider(t *testing.T) {
	t.Helper()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.sim.ServeHTTP(w, r) }))
	t.Cleanup(front.Close)
	s.simURL = front.URL
	webhooks := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := s.payments.Receive(r.Context(), body, r.Header.Get("Stripe-Signature")); err != nil {
			t.Errorf("webhook refused: %v", err)
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	t.Cleanup(webhooks.Close)
	check(t, stripesim.Install(t.Context(), s.owner))
	s.sim = stripesim.New(stripesim.Config{
		Pool: s.pool, SecretKey: key, WebhookSecret: secret, WebhookURL: webhooks.URL, PublicURL: front.URL, Now: s.now,
	})
}

func (s *shop) startAccounts(t *testing.T, mails notify.Transport, log *slog.Logger) {
	t.Helper()
	var err error
	s.mail, err = notify.New(notify.Deps{Pool: s.pool, Bus: s.bus, Log: log, Now: s.now},
		notify.Config{PublicURL: shopURL, SiteName: "Rialto", From: "hello@shop.example", Transport: mails, Keys: keyring.New([]byte("key"))})
	check(t, err)
	limiter, err := limits.New(limits.Config{Keys: keyring.New([]byte("key")), Log: log, Now: s.now})
	check(t, err)
	t.Cleanup(limiter.Close)
	sealer, err := seal.New(make([]byte, 32))
	check(t, err)
	consent := func(ctx context.Context, tx db.Tx, user uuid.UUID, purpose string, granted bool) error {
		return s.RecordConsentTx(ctx, tx, user, Purpose(purpose), granted)
	}
	s.auth, err = auth.New(
		auth.Deps{Pool: s.pool, Bus: s.bus, Mail: s.mail, Guard: limiter.Guard(), Consent: consent, Log: log, Now: s.now},
		auth.Config{PublicURL: shopURL, SiteName: "Rialto", Seal: sealer},
	)
	check(t, err)
}

func (s *shop) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.skipped)
}

func (s *shop) skip(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skipped += d
}

// work delivers the webhooks that are due and everything that comes of them.
func (s *shop) work(t *testing.T) {
	t.Helper()
	for {
		n, err := s.sim.DeliverDue(t.Context())
		check(t, err)
		if n == 0 {
			break
		}
	}
	check(t, s.bus.Drain(t.Context()))
}

// member is somebody with an account, signed in.
type member struct {
	auth.SignedIn
	actor auth.Actor
	email string
}

// join makes an account through its front door.
func (s *shop) join(t *testing.T, email, name string) member {
	t.Helper()
	check(t, s.auth.Register(t.Context(), auth.RegisterInput{Email: email, Password: password, Name: name, TermsAccepted: true, Newsletter: true}))
	s.work(t)
	in, err := s.auth.VerifyEmail(t.Context(), auth.VerifyEmailInput{
		Token: s.mailedToken(t, email), Password: password, From: limits.Visitor{IP: netip.MustParseAddr("192.0.2.1")},
	})
	check(t, err)
	s.work(t)
	actor, err := s.auth.Authenticate(t.Context(), in.SignedIn.AccessToken)
	check(t, err)
	return member{*in.SignedIn, actor, email}
}

var tokenInText = regexp.MustCompile(`\?token=([\w-]+)`)

func (s *shop) mailedToken(t *testing.T, to string) string {
	t.Helper()
	for _, m := range s.mails(t, to) {
		if found := tokenInText.FindStringSubmatch(m.Text); found != nil {
			return found[1]
		}
	}
	t.Fatalf("no mail to %s", to)
	return ""
}

type letter struct{ Kind, Subject, Text string }

// mails are the mails to an address, the newest first.
func (s *shop) mails(t *testing.T, to string) []letter {
	t.Helper()
	w := httptest.NewRecorder()
	s.mail.MailboxPages().ServeHTTP(w, httptest.NewRequest("GET", "/dev/mail.json?to="+url.QueryEscape(to), nil))
	var box struct{ Items []letter }
	if err := json.Unmarshal(w.Body.Bytes(), &box); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return box.Items
}

// sell opens a store with one product and returns the variant.
func (s *shop) sell(t *testing.T, slug string) (store, variant uuid.UUID) {
	t.Helper()
	st, err := s.stores.Create(t.Context(), stores.CreateInput{Slug: slug, Name: slug})
	check(t, err)
	put, err := s.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: st.ID, Slug: "mug", Name: "Mug",
		Variants: []catalog.PutVariant{{SKU: "mug", Price: money.Amount{Minor: 1250, Currency: "EUR"}, Quantity: 100}},
	})
	check(t, err)
	variant, err = s.catalog.SoleVariant(t.Context(), put.ProductID)
	check(t, err)
	return st.ID, variant
}

// order places an order of one piece, for an account or, without one, a guest.
func (s *shop) order(t *testing.T, user *uuid.UUID, email, name string, variant uuid.UUID) orders.PlacedOrder {
	t.Helper()
	k := cart.Key{ID: uuid.New(), UserID: user}
	if user != nil {
		c, err := s.cart.OfUser(t.Context(), *user)
		check(t, err)
		k.ID = c.ID
	}
	_, err := s.cart.Add(t.Context(), k, cart.AddInput{VariantID: &variant, Quantity: 1})
	check(t, err)
	home := postal.Address{
		Name: name, Line1: name + " Street 1", Line2: name + " House", City: name + " Town", Region: name + " Shire",
		PostalCode: name, Country: "DE", Phone: name + " 0301",
	}
	placed, err := s.orders.Place(t.Context(), orders.PlaceInput{
		IdempotencyKey: uuid.NewString(), UserID: user, CartID: k.ID, Email: email, Shipping: home, Billing: home,
	})
	check(t, err)
	if placed.PaymentURL == "" {
		t.Fatal("the order has no page to pay on")
	}
	return placed
}

// pay presses a button of a payment page.
func (s *shop) pay(t *testing.T, o orders.PlacedOrder, outcome string) {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.PostForm(o.PaymentURL, url.Values{"outcome": {outcome}})
	check(t, err)
	resp.Body.Close()
	s.work(t)
}

func (s *shop) status(t *testing.T, o orders.PlacedOrder) orders.Status {
	t.Helper()
	return orders.Status(s.text(t, "SELECT status FROM orders.orders WHERE id = $1", o.OrderID))
}

func (s *shop) text(t *testing.T, sql string, args ...any) (text string) {
	t.Helper()
	check(t, s.owner.QueryRow(t.Context(), sql, args...).Scan(&text))
	return text
}

func (s *shop) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := s.owner.Exec(t.Context(), sql, args...)
	check(t, err)
}

// wantHealthy asserts every invariant between the modules, as of an hour later.
func (s *shop) wantHealthy(t *testing.T) {
	t.Helper()
	var report strings.Builder
	healthy, err := doctor.Examine(t.Context(), s.pool, s.now().Add(time.Hour), &report)
	check(t, err)
	if !healthy {
		t.Error(report.String())
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

func wantEqual[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s: got %s, want %s", what, g, w)
	}
}

var fromHome = audit.Origin{IP: "192.0.2.1", UserAgent: "Browser/1"}
