package webhooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
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
	"rialto/internal/stores"
	"rialto/internal/webhooks"
)

// shop is a store with an owner, and a clock that the test moves.
type shop struct {
	*webhooks.Service
	pool   *db.Pool
	bus    *events.Bus
	stores *stores.Service
	store  uuid.UUID
	owner  uuid.UUID
	parts  []webhooks.Part // of all orders there are

	mu      sync.Mutex
	skipped time.Duration
}

type option func(*webhooks.Config)

func onlyPublic(c *webhooks.Config) { c.Loopback = false }

func resolvedBy(r *net.Resolver) option { return func(c *webhooks.Config) { c.Resolver = r } }

func sealedBy(s seal.Sealer) option { return func(c *webhooks.Config) { c.Seal = s } }

func setup(t *testing.T, options ...option) *shop {
	t.Helper()
	s := &shop{pool: dbtest.New(t)}
	log := slog.New(slog.DiscardHandler)
	var err error
	s.bus, err = events.New(s.pool, log)
	check(t, err)
	s.stores = stores.New(s.pool, s.now)
	mail, err := notify.New(notify.Deps{Pool: s.pool, Bus: s.bus, Log: log, Now: s.now},
		notify.Config{PublicURL: "https://shop.example", SiteName: "Lagoon", From: "shop@example.org", Transport: notify.Mailbox{}, Keys: keyring.New([]byte("key"))})
	check(t, err)
	limiter, err := limits.New(limits.Config{Keys: keyring.New([]byte("key")), Log: log, Now: s.now})
	check(t, err)
	sealer := sealerOf(t, "first")
	accounts, err := auth.New(auth.Deps{
		Pool: s.pool, Bus: s.bus, Mail: mail, Guard: limiter.Guard(), Log: log, Now: s.now,
	}, auth.Config{PublicURL: "https://shop.example", Seal: sealer})
	check(t, err)
	cfg := webhooks.Config{Seal: sealer, UserAgent: "Rialto-Webhooks/test", Loopback: true}
	for _, o := range options {
		o(&cfg)
	}
	s.Service = webhooks.New(webhooks.Deps{
		Pool: s.pool, Bus: s.bus, Stores: s.stores, Auth: accounts, Notify: mail, Parts: s.partsOf, Log: log, Now: s.now,
	}, cfg)
	s.store = s.newStore(t, "ink", "Ink")
	s.owner = s.member(t, s.store, "owner@example.org", stores.RoleOwner)
	return s
}

func sealerOf(t *testing.T, names ...string) seal.Sealer {
	t.Helper()
	var keys [][]byte
	for _, n := range names {
		keys = append(keys, fmt.Appendf(nil, "%-32s", n))
	}
	s, err := seal.New(keys...)
	check(t, err)
	return s
}

// partsOf stands for the orders' module: what an order's parts are is given by the test.
func (s *shop) partsOf(_ context.Context, _ db.Tx, orders []uuid.UUID) ([]webhooks.Part, error) {
	return slices.DeleteFunc(slices.Clone(s.parts), func(p webhooks.Part) bool { return !slices.Contains(orders, p.OrderID) }), nil
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

func (s *shop) newStore(t *testing.T, slug, name string) uuid.UUID {
	t.Helper()
	st, err := s.stores.Create(t.Context(), stores.CreateInput{Slug: slug, Name: name})
	check(t, err)
	return st.ID
}

func (s *shop) person(t *testing.T, email, role string) uuid.UUID {
	t.Helper()
	id := db.NewID()
	_, err := s.pool.Exec(t.Context(), `INSERT INTO auth.users (id, email, name, role, email_verified_at, created_at, updated_at)
		VALUES ($1, $2, $2, $3, now(), now(), now())`, id, email, role)
	check(t, err)
	return id
}

func (s *shop) member(t *testing.T, store uuid.UUID, email string, role stores.Role) uuid.UUID {
	t.Helper()
	id := s.person(t, email, "customer")
	check(t, s.stores.Appoint(t.Context(), store, id, role))
	return id
}

func (s *shop) ours() webhooks.Owner { return webhooks.OfStore(s.store) }

// listens adds an endpoint of an owner and returns its secret, too.
func (s *shop) listens(t *testing.T, o webhooks.Owner, url string, types ...string) (webhooks.Endpoint, string) {
	t.Helper()
	e, secret, err := s.Create(t.Context(), webhooks.CreateInput{Owner: o, Actor: s.owner, URL: url, EventTypes: types})
	check(t, err)
	return e, secret
}

// publish publishes events and makes deliveries of them.
func (s *shop) publish(t *testing.T, list ...events.Event) {
	t.Helper()
	check(t, db.InTx(t.Context(), s.pool, func(tx db.Tx) error { return s.bus.PublishAllTx(t.Context(), tx, list) }))
	check(t, s.bus.Drain(t.Context()))
}

func (s *shop) deliver(t *testing.T) {
	t.Helper()
	check(t, s.DeliverDue(t.Context()))
}

// log returns all deliveries of an endpoint, the latest first.
func (s *shop) log(t *testing.T, o webhooks.Owner, endpoint uuid.UUID) []webhooks.Delivery {
	t.Helper()
	list, _, err := s.Deliveries(t.Context(), o, endpoint, webhooks.DeliveryFilter{Limit: 100})
	check(t, err)
	return list
}

// attempts returns all attempts of a delivery of the store, the latest first.
func (s *shop) attempts(t *testing.T, endpoint, delivery uuid.UUID) []webhooks.Attempt {
	t.Helper()
	_, list, _, err := s.Delivery(t.Context(), s.ours(), endpoint, delivery)
	check(t, err)
	return list
}

func (s *shop) get(t *testing.T, o webhooks.Owner, id uuid.UUID) webhooks.Endpoint {
	t.Helper()
	e, err := s.Endpoint(t.Context(), o, id)
	check(t, err)
	return e
}

// mails returns to whom and about what mails were written, in alphabetical order.
func (s *shop) mails(t *testing.T) []string {
	t.Helper()
	rows, err := s.pool.Query(t.Context(), "DELETE FROM notify.mails RETURNING recipient || ': ' || subject")
	check(t, err)
	defer rows.Close()
	var list []string
	for rows.Next() {
		var m string
		check(t, rows.Scan(&m))
		list = append(list, m)
	}
	check(t, rows.Err())
	slices.Sort(list)
	return list
}

// audited returns the actions in the audit log.
func (s *shop) audited(t *testing.T) []string {
	t.Helper()
	var list []string
	check(t, s.pool.QueryRow(t.Context(), "SELECT array_agg(action ORDER BY seq) FROM audit.entries WHERE target_kind = 'webhook_endpoint'").Scan(&list))
	return list
}

// received is a request to a receiver.
type received struct {
	path   string
	header http.Header
	body   string
}

// receiver is a server that webhooks are sent to.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []received
	answer func(w http.ResponseWriter, n int) // n: of the request, from 1
}

// receives starts a receiver that answers 204, or as answer does.
func receives(t *testing.T, answer func(w http.ResponseWriter, n int)) *receiver {
	t.Helper()
	if answer == nil {
		answer = func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusNoContent) }
	}
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		r.got = append(r.got, received{req.URL.Path, req.Header.Clone(), string(body)})
		n := len(r.got)
		r.mu.Unlock()
		r.answer(w, n)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) all() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

func status(code int) func(http.ResponseWriter, int) {
	return func(w http.ResponseWriter, _ int) { w.WriteHeader(code) }
}

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
