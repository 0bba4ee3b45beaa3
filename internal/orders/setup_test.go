package orders_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

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

const window = 30 * time.Minute

// market is the orders with everything under them, a simulator of the payment
// provider that sends real webhooks, and a clock that the test moves.
type market struct {
	*orders.Service
	pool     *db.Pool
	bus      *events.Bus
	stores   *stores.Service
	catalog  *catalog.Service
	cart     *cart.Service
	payments *payments.Service
	auth     *auth.Service
	mail     *notify.Service
	letters  *orders.Letters
	sim      *stripesim.Server
	simURL   string
	store    uuid.UUID

	mu      sync.Mutex
	skipped time.Duration
	heard   []string // names of events
}

func setup(t *testing.T) *market {
	t.Helper()
	m := &market{pool: dbtest.New(t)}
	log := slog.New(slog.DiscardHandler)
	var err error
	m.bus, err = events.New(m.pool, log)
	check(t, err)
	m.stores = stores.New(m.pool, m.now)
	m.catalog, err = catalog.New(t.Context(), m.pool, m.bus, m.now)
	check(t, err)
	m.cart = cart.New(m.pool, m.catalog, "EUR", m.now)
	m.startProvider(t)
	stripe := payments.NewStripe(payments.StripeConfig{StripeSecrets: payments.StripeSecrets{Key: "sk_test_x", Webhooks: []string{"whsec_x"}}, BaseURL: m.simURL})
	m.payments = payments.New(m.pool, m.bus, stripe, log, m.now)
	m.startAccounts(t)
	deps := orders.Deps{
		Pool: m.pool, Bus: m.bus, Catalog: m.catalog, Cart: m.cart, Payments: m.payments, Auth: m.auth, Log: log, Now: m.now,
	}
	m.Service = orders.New(deps, orders.Config{PublicURL: "https://shop.example", PaymentWindow: window, Tokens: orders.NewTokens(keyring.New([]byte("key")))})
	m.letters = orders.NewLetters(m.Service, m.stores, m.mail)
	listen[orders.Placed](m)
	listen[orders.Paid](m)
	listen[orders.Expired](m)
	listen[orders.Cancelled](m)
	listen[orders.Refunded](m)
	listen[orders.Shipped](m)
	listen[orders.Delivered](m)
	listen[orders.ItemsCancelled](m)
	listen[orders.Completed](m)
	m.store = m.newStore(t, "lamplight")
	return m
}

func listen[E events.Event](m *market) {
	var e E
	events.Subscribe(m.bus, "test."+e.EventName(), func(_ context.Context, _ db.Tx, ev E) error {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.heard = append(m.heard, ev.EventName())
		return nil
	})
}

func (m *market) startProvider(t *testing.T) {
	t.Helper()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.sim.ServeHTTP(w, r) }))
	t.Cleanup(front.Close)
	m.simURL = front.URL
	webhooks := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := m.payments.Receive(r.Context(), body, r.Header.Get("Stripe-Signature")); err != nil {
			t.Errorf("webhook refused: %v", err)
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	t.Cleanup(webhooks.Close)
	check(t, stripesim.Install(t.Context(), dbtest.Owner(t, m.pool)))
	m.sim = stripesim.New(stripesim.Config{
		Pool: m.pool, SecretKey: "sk_test_x", WebhookSecret: "whsec_x", WebhookURL: webhooks.URL, PublicURL: front.URL, Now: m.now,
	})
}

func (m *market) startAccounts(t *testing.T) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	var err error
	m.mail, err = notify.New(notify.Deps{Pool: m.pool, Bus: m.bus, Log: log, Now: m.now},
		notify.Config{PublicURL: "https://shop.example", SiteName: "Rialto", From: "hello@shop.example", Transport: notify.Mailbox{}, Keys: keyring.New([]byte("key"))})
	check(t, err)
	limiter, err := limits.New(limits.Config{Keys: keyring.New([]byte("key")), Log: log, Now: m.now})
	check(t, err)
	t.Cleanup(limiter.Close)
	sealer, err := seal.New(make([]byte, 32))
	check(t, err)
	m.auth, err = auth.New(
		auth.Deps{Pool: m.pool, Bus: m.bus, Mail: m.mail, Guard: limiter.Guard(), Log: log, Now: m.now},
		auth.Config{PublicURL: "https://shop.example", SiteName: "Rialto", Seal: sealer},
	)
	check(t, err)
}

// account makes an account, whose address counts as verified.
func (m *market) account(t *testing.T, email string) uuid.UUID {
	t.Helper()
	u, err := m.auth.Create(t.Context(), auth.CreateInput{Email: email, Password: "harbour-teapot-9"})
	check(t, err)
	return u.ID
}

func (m *market) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return time.Now().Add(m.skipped)
}

func (m *market) skip(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.skipped += d
}

func (m *market) newStore(t *testing.T, slug string) uuid.UUID {
	t.Helper()
	st, err := m.stores.Create(t.Context(), stores.CreateInput{Slug: slug, Name: slug})
	check(t, err)
	return st.ID
}

// sell puts a product with one variant on sale, or changes it.
func (m *market) sell(t *testing.T, name string, price int64, pieces int) (variant uuid.UUID) {
	t.Helper()
	return m.sellIn(t, m.store, name, price, pieces)
}

func (m *market) sellIn(t *testing.T, store uuid.UUID, name string, price int64, pieces int) uuid.UUID {
	t.Helper()
	res, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
		StoreID: store, Slug: catalog.Slug(name), Name: name,
		Variants: []catalog.PutVariant{{SKU: "sku " + name, Price: eur(price), Quantity: pieces}},
	})
	check(t, err)
	v, err := m.catalog.SoleVariant(t.Context(), res.ProductID)
	check(t, err)
	return v
}

// fill makes a cart with one piece of each variant.
func (m *market) fill(t *testing.T, variants ...uuid.UUID) uuid.UUID {
	t.Helper()
	id := uuid.New()
	for _, v := range variants {
		if _, err := m.cart.Add(t.Context(), cart.Key{ID: id}, cart.AddInput{VariantID: &v, Quantity: 1}); err != nil {
			t.Error(err)
		}
	}
	return id
}

func input(cart uuid.UUID) orders.PlaceInput {
	home := postal.Address{Name: "Ada Lovelace", Line1: "12 St James's Square", City: "London", PostalCode: "SW1Y 4JH", Country: "GB"}
	return orders.PlaceInput{IdempotencyKey: uuid.NewString(), CartID: cart, Email: "ada@example.com", Shipping: home, Billing: home}
}

// place orders one piece of each variant.
func (m *market) place(t *testing.T, variants ...uuid.UUID) orders.PlacedOrder {
	t.Helper()
	o, err := m.Place(t.Context(), input(m.fill(t, variants...)))
	check(t, err)
	return o
}

// press presses a button of a payment page and returns the answer's status.
func (m *market) press(t *testing.T, page, outcome, deliver string) int {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.PostForm(page, url.Values{"outcome": {outcome}, "deliver": {deliver}})
	check(t, err)
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// work delivers the webhooks that are due and everything that comes of them.
func (m *market) work(t *testing.T) {
	t.Helper()
	for {
		n, err := m.sim.DeliverDue(t.Context())
		check(t, err)
		if n == 0 {
			break
		}
	}
	check(t, m.bus.Drain(t.Context()))
}

// key is what the link to an order opens it with.
func key(o orders.PlacedOrder) orders.Key { return orders.Key{ID: o.OrderID, Token: o.Token} }

func (m *market) order(t *testing.T, o orders.PlacedOrder) orders.Order {
	t.Helper()
	got, err := m.Order(t.Context(), key(o))
	check(t, err)
	return got
}

// wantOrder asserts the states of an order and of all its store orders.
func (m *market) wantOrder(t *testing.T, o orders.PlacedOrder, want orders.Status, parts orders.StoreOrderStatus) {
	t.Helper()
	got := m.order(t, o)
	if got.Status != want {
		t.Errorf("the order is %s, want %s", got.Status, want)
	}
	for _, so := range got.Stores {
		if so.Status != parts {
			t.Errorf("a store order is %s, want %s", so.Status, parts)
		}
	}
}

func (m *market) wantStock(t *testing.T, variant uuid.UUID, want int) {
	t.Helper()
	known, err := m.catalog.Sellables(t.Context(), []uuid.UUID{variant})
	check(t, err)
	if got := known[variant].Available; got != want {
		t.Errorf("%d in stock, want %d", got, want)
	}
}

// wantEvents works on what waits and asserts the events of orders since the
// last call, by name: they come in no order.
func (m *market) wantEvents(t *testing.T, want ...string) {
	t.Helper()
	m.work(t)
	m.mu.Lock()
	defer m.mu.Unlock()
	slices.Sort(m.heard)
	if got := fmt.Sprint(m.heard); got != fmt.Sprint(want) {
		t.Errorf("got events %s, want %s", got, want)
	}
	m.heard = nil
}

// wantHealthy asserts every invariant between the modules.
func (m *market) wantHealthy(t *testing.T) {
	t.Helper()
	var report strings.Builder
	healthy, err := doctor.Examine(t.Context(), m.pool, m.now().Add(time.Hour), &report)
	check(t, err)
	if !healthy {
		t.Error(report.String())
	}
}

func (m *market) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	check(t, m.pool.QueryRow(t.Context(), "SELECT count(*) FROM "+query, args...).Scan(&n))
	return n
}

func eur(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
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
