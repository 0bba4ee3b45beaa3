package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rialto/internal/cart"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/doctor"
	"rialto/internal/events"
	"rialto/internal/keyring"
	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/postal"
)

// The market is as large as a busy shop's: no list fits a page, everything
// fits the memory.
var marketGoods = goods{products: 20_000, stores: 100, categories: 20, stock: 1_000_000, soldOut: 0}

// market is a filled database, and the services on it.
type market struct {
	filled
	dsn     string
	pool    *db.Pool // as the program has it
	owner   *db.Pool
	best    *db.Pool // of the reference: owns the tables, and plans its statements once
	orders  *orders.Service
	trips   *tripCounter
	traced  *orders.Service // the same service, whose round trips are counted
	carts   chan uuid.UUID  // that wait to be ordered
	priceOf map[uuid.UUID]int64
	ordered int // orders the services and the reference have to have written
}

// openMarket returns the market, filled at first use.
func (b *bench) openMarket(ctx context.Context) (*market, error) {
	if b.market != nil {
		return b.market, nil
	}
	dsn, err := b.newDatabase(ctx)
	if err != nil {
		return nil, err
	}
	owner, err := openPool(ctx, dsn, b.clients, "", nil)
	if err != nil {
		return nil, err
	}
	if b.top {
		if _, err := owner.Exec(ctx, "CREATE EXTENSION pg_stat_statements"); err != nil {
			return nil, err
		}
	}
	b.report.progress("  filling the market: %d products in %d stores", marketGoods.products, marketGoods.stores)
	f, err := fill(ctx, owner, marketGoods)
	if err != nil {
		return nil, err
	}
	provider := httptest.NewServer(http.HandlerFunc(answerSession))
	m, err := b.newMarket(ctx, dsn, owner, f, provider.URL)
	if err != nil {
		return nil, err
	}
	b.market = m
	if m.best, err = openPool(ctx, dsn+"&"+planOnce, b.clients, "", nil); err != nil {
		return nil, err
	}
	m.trips = &tripCounter{}
	traced, err := openPool(ctx, dsn, 2, db.AppRole, m.trips)
	if err != nil {
		return nil, err
	}
	if m.traced, err = ordersOn(ctx, traced, provider.URL); err != nil {
		return nil, err
	}
	return m, m.installReference(ctx)
}

// newMarket returns the services on a filled database.
func (b *bench) newMarket(ctx context.Context, dsn string, owner *db.Pool, f filled, provider string) (*market, error) {
	m := &market{filled: f, dsn: dsn, owner: owner, carts: make(chan uuid.UUID, 1<<20)}
	var err error
	if m.pool, err = openPool(ctx, dsn, b.clients, db.AppRole, nil); err != nil {
		return nil, err
	}
	if m.priceOf, err = m.prices(ctx); err != nil {
		return nil, err
	}
	m.orders, err = ordersOn(ctx, m.pool, provider)
	return m, err
}

func (m *market) close() {
	for _, p := range []*db.Pool{m.pool, m.owner, m.best} {
		if p != nil {
			p.Close()
		}
	}
}

// openPool opens the database as db.Open does, or without a role as
// db.OpenOwner does. An acquisition whose context holds an onlyTransaction
// fails the second time: see transactionOnly.
func openPool(ctx context.Context, dsn string, conns int, role string, tracer pgx.QueryTracer) (*db.Pool, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = int32(conns)
	cfg.ConnConfig.RuntimeParams["application_name"] = "bench"
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	if role != "" {
		cfg.ConnConfig.RuntimeParams["role"] = role
	}
	cfg.ConnConfig.Tracer = tracer
	cfg.PrepareConn = func(ctx context.Context, _ *pgx.Conn) (bool, error) {
		if n, ok := ctx.Value(onlyTransaction{}).(*atomic.Int32); ok && n.Add(1) > 1 {
			return true, errTransactionDone
		}
		return true, nil
	}
	return pgxpool.NewWithConfig(ctx, cfg)
}

type onlyTransaction struct{}

var errTransactionDone = errors.New("the transaction is done, and more was not asked for")

// transactionOnly makes Place end after its transaction, without opening the
// payment: the pool refuses the connection for what comes next. A transaction
// that had to be repeated would be refused, too; market.verify finds those,
// for they write no order.
func transactionOnly(ctx context.Context) context.Context {
	return context.WithValue(ctx, onlyTransaction{}, new(atomic.Int32))
}

// ordersOn wires the modules that placing an order needs. Nobody works on jobs.
func ordersOn(ctx context.Context, pool *db.Pool, provider string) (*orders.Service, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	bus, err := events.New(pool, log)
	if err != nil {
		return nil, err
	}
	cat, err := catalog.New(ctx, pool, bus, time.Now)
	if err != nil {
		return nil, err
	}
	stripe := payments.NewStripe(payments.StripeConfig{StripeSecrets: payments.StripeSecrets{Key: "sk_test_bench"}, BaseURL: provider})
	return orders.New(orders.Deps{
		Pool: pool, Bus: bus, Catalog: cat, Cart: cart.New(pool, cat, currency, time.Now),
		Payments: payments.New(pool, bus, stripe, log, time.Now), Log: log, Now: time.Now,
	}, orders.Config{PublicURL: "http://localhost", PaymentWindow: 30 * time.Minute, Tokens: orders.NewTokens(keyring.New([]byte("a key of the bench, 32 characters")))}), nil
}

// answerSession is a payment provider that takes no time and keeps nothing.
func answerSession(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "{}", http.StatusBadRequest)
		return
	}
	id := "cs_test_" + uuid.NewString()
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"id":%q,"object":"checkout.session","status":"open","payment_status":"unpaid","currency":"eur","amount_total":1,`+
		`"client_reference_id":%q,"url":"http://localhost/pay/%s"}`, id, r.PostForm.Get("client_reference_id"), id)
}

// fillCarts makes n carts, each with what choose picks, and queues them.
func (m *market) fillCarts(ctx context.Context, n int, choose func() []uuid.UUID) error {
	var carts, items [][]any
	now := time.Now().UTC()
	for range n {
		id := uuid.New()
		carts = append(carts, []any{id, now, now})
		for at, v := range choose() {
			items = append(items, []any{db.NewID(), id, v, 1, m.priceOf[v], currency, now.Add(time.Duration(at) * time.Microsecond)})
		}
	}
	if _, err := m.pool.CopyFrom(ctx, pgx.Identifier{"cart", "carts"}, []string{"id", "created_at", "updated_at"}, pgx.CopyFromRows(carts)); err != nil {
		return fmt.Errorf("copy carts: %w", err)
	}
	if _, err := m.pool.CopyFrom(ctx, pgx.Identifier{"cart", "items"},
		[]string{"id", "cart_id", "variant_id", "quantity", "unit_price_amount", "currency", "added_at"}, pgx.CopyFromRows(items)); err != nil {
		return fmt.Errorf("copy cart items: %w", err)
	}
	for _, c := range carts {
		m.carts <- c[0].(uuid.UUID)
	}
	return nil
}

// dropCarts forgets the carts that wait.
func (m *market) dropCarts() {
	for len(m.carts) > 0 {
		<-m.carts
	}
}

// nextCart returns a cart that waits, or errDrained.
func (m *market) nextCart() (uuid.UUID, error) {
	select {
	case id := <-m.carts:
		return id, nil
	default:
		return uuid.Nil, errDrained
	}
}

func (m *market) prices(ctx context.Context) (map[uuid.UUID]int64, error) {
	rows, err := m.pool.Query(ctx, "SELECT id, price_amount FROM catalog.variants")
	if err != nil {
		return nil, err
	}
	prices := map[uuid.UUID]int64{}
	var (
		id    uuid.UUID
		price int64
	)
	_, err = pgx.ForEachRow(rows, []any{&id, &price}, func() error { prices[id] = price; return nil })
	return prices, err
}

// twoStores picks two products of different stores at random.
func (m *market) twoStores() []uuid.UUID {
	a := rand.IntN(len(m.variants))
	b := (a + 1 + rand.IntN(len(m.stores)-1)) % len(m.variants) // the store is the number modulo the stores
	return []uuid.UUID{m.variants[a], m.variants[b]}
}

// hotOne always picks the same product.
func (m *market) hotOne() []uuid.UUID { return m.variants[:1] }

var guestAddress = postal.Address{Name: "Ada Byron", Line1: "Canal Street 1", City: "Berlin", PostalCode: "10115", Country: "DE"}

func placeInput(cart uuid.UUID) orders.PlaceInput {
	return orders.PlaceInput{
		IdempotencyKey: cart.String(), CartID: cart, Email: "ada@example.org", Shipping: guestAddress, Billing: guestAddress,
	}
}

// verify fails when orders are missing, PostgreSQL saw a deadlock or the
// doctor finds a broken invariant.
func (m *market) verify(ctx context.Context, r *report) error {
	var placed, deadlocks int
	if err := m.pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM orders.orders),
		(SELECT deadlocks FROM pg_stat_database WHERE datname = current_database())`).Scan(&placed, &deadlocks); err != nil {
		return err
	}
	healthy, err := doctor.Examine(ctx, m.pool, time.Now(), prefixed{r})
	switch {
	case err != nil:
		return err
	case placed != m.ordered:
		return fmt.Errorf("%d orders are in the database, %d were placed", placed, m.ordered)
	case deadlocks > 0:
		return fmt.Errorf("PostgreSQL saw %d deadlocks", deadlocks)
	case !healthy:
		return errors.New("the doctor found broken invariants: see above")
	}
	r.note("%s after %d orders: 0 deadlocks, 0 oversold, the doctor finds nothing broken", r.current, placed)
	return nil
}

// prefixed shows the doctor's lines among the progress.
type prefixed struct{ r *report }

func (p prefixed) Write(b []byte) (int, error) { return fmt.Fprintf(p.r.out, "  doctor: %s", b) }
