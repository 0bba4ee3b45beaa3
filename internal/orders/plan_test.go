package orders_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/events"
	"rialto/internal/orders"
	"rialto/internal/payments"
)

// statement is what was sent to the database.
type statement struct {
	sql  string
	args []any
}

// recorder remembers statements.
type recorder struct {
	mu   sync.Mutex
	sent []statement
}

func (r *recorder) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, statement{data.SQL, data.Args})
	return ctx
}

func (*recorder) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// during returns the queries that do sends.
func (r *recorder) during(do func()) (sent []statement) {
	r.mu.Lock()
	r.sent = nil
	r.mu.Unlock()
	do()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.sent {
		if strings.Contains(s.sql, "SELECT") && !strings.Contains(s.sql, "set_config") {
			sent = append(sent, s)
		}
	}
	return sent
}

// watched returns orders on the same database whose statements are recorded.
func (m *market) watched(t *testing.T) (*orders.Service, *recorder) {
	t.Helper()
	r := &recorder{}
	cfg := m.pool.Config()
	cfg.ConnConfig.Tracer = r
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	check(t, err)
	t.Cleanup(pool.Close)
	log := slog.New(slog.DiscardHandler)
	bus, err := events.New(pool, log)
	check(t, err)
	pay := payments.New(pool, bus, payments.NewStripe(payments.StripeConfig{StripeSecrets: payments.StripeSecrets{}}), log, m.now)
	return orders.New(orders.Deps{Pool: pool, Bus: bus, Payments: pay, Log: log, Now: m.now}, orders.Config{}), r
}

// crowd fills the tables with orders of the user and the store among those of
// others, faster than Place does.
func (m *market) crowd(t *testing.T, user uuid.UUID, n int) {
	t.Helper()
	other := m.newStore(t, "other")
	_, err := m.pool.Exec(t.Context(), `
		WITH o AS (
			INSERT INTO orders.orders (id, user_id, cart_id, email, status, total_amount, currency, placed_at, expires_at, paid_at)
			SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN $1::uuid END, gen_random_uuid(), 'guest' || n || '@example.com', 'paid', 100, 'EUR',
			       $5::timestamptz + n * interval '1 second', $5, $5
			FROM generate_series(1, $4::int) n
			RETURNING id, placed_at
		)
		INSERT INTO orders.store_orders (id, order_id, store_id, status, subtotal_amount, currency, placed_at)
		SELECT gen_random_uuid(), id, s, CASE WHEN extract(epoch FROM placed_at)::bigint % 3 = 0 THEN 'processing' ELSE 'shipped' END, 50, 'EUR', placed_at
		FROM o, unnest(ARRAY[$2, $3]::uuid[]) s`, user, m.store, other, n, m.now())
	check(t, err)
	_, err = dbtest.Owner(t, m.pool).Exec(t.Context(), "ANALYZE orders.orders, orders.store_orders, orders.items, orders.addresses, orders.shipments, orders.refunds")
	check(t, err)
}

// node is a node of a plan as EXPLAIN (FORMAT JSON) shows it.
type node struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Rows     float64 `json:"Actual Rows"`
	Removed  float64 `json:"Rows Removed by Filter"`
	Index    string  `json:"Index Name"`
	Plans    []node  `json:"Plans"`
}

func (n node) walk(visit func(node)) {
	visit(n)
	for _, p := range n.Plans {
		p.walk(visit)
	}
}

// explain runs a statement again and returns its plan.
func explain(ctx context.Context, t *testing.T, tx db.Tx, s statement) node {
	t.Helper()
	var raw []byte
	check(t, tx.QueryRow(ctx, "EXPLAIN (ANALYZE, FORMAT JSON) "+s.sql, s.args...).Scan(&raw))
	var explained []struct{ Plan node }
	check(t, json.Unmarshal(raw, &explained))
	return explained[0].Plan
}

// wantPage asserts that a statement reads no more of its table than the page
// holds, from the index, in the index's order.
func wantPage(t *testing.T, plan node, index string, rows int) {
	t.Helper()
	used := false
	plan.walk(func(n node) {
		if n.Index == index {
			used = true
		}
		if n.Rows > float64(rows) || n.Removed > 0 || strings.Contains(n.Type, "Sort") || n.Type == "Seq Scan" {
			t.Errorf("%s reads %v rows and drops %v, want %d of %s", n.Type, n.Rows, n.Removed, rows, index)
		}
	})
	if !used {
		t.Errorf("the index %s is not used: %+v", index, plan)
	}
}

func TestListsAreReadFromTheirIndexesInAFewStatements(t *testing.T) {
	t.Parallel()
	m := setup(t)
	ada := m.account(t, "ada@example.com")
	m.crowd(t, ada, 4000)
	svc, sent := m.watched(t)

	t.Run("an account's orders", func(t *testing.T) {
		_, deep, err := svc.Orders(t.Context(), ada, "", 1000)
		check(t, err)
		for _, cursor := range []string{"", deep} {
			few := sent.during(func() { _, _, err = svc.Orders(t.Context(), ada, cursor, 2) })
			check(t, err)
			many := sent.during(func() { _, _, err = svc.Orders(t.Context(), ada, cursor, 100) })
			check(t, err)
			if len(few) != len(many) || len(many) > 8 {
				t.Errorf("%d statements for 2 orders, %d for 100", len(few), len(many))
			}
			check(t, db.InTx(t.Context(), m.pool, func(tx db.Tx) error {
				wantPage(t, explain(t.Context(), t, tx, many[0]), "orders_user", 101)
				return nil
			}))
		}
	})
	for status, index := range map[orders.StoreOrderStatus]string{"": "store_orders_newest", orders.StoreOrderProcessing: "store_orders_queue"} {
		t.Run("a store's orders "+string(status), func(t *testing.T) {
			f := orders.StoreOrdersFilter{StoreID: m.store, Status: status, Limit: 1000}
			_, deep, err := svc.StoreOrders(t.Context(), f)
			check(t, err)
			f.Limit = 24
			for _, f.Cursor = range []string{"", deep} {
				read := sent.during(func() { _, _, err = svc.StoreOrders(t.Context(), f) })
				check(t, err)
				if len(read) != 6 {
					t.Errorf("%d statements for a page: %v", len(read), read)
				}
				check(t, db.InStoreTx(t.Context(), m.pool, m.store, func(tx db.Tx) error {
					wantPage(t, explain(t.Context(), t, tx, read[0]), index, 25)
					return nil
				}))
			}
		})
	}
	for index, f := range map[string]orders.AllOrdersFilter{
		"orders_number_unique": {}, "orders_status": {Status: orders.StatusExpired},
	} {
		t.Run("an operator's orders from "+index, func(t *testing.T) {
			f.Limit = 1000
			_, deep, err := svc.AllOrders(t.Context(), f)
			check(t, err)
			f.Limit = 24
			for _, f.Cursor = range []string{"", deep} {
				read := sent.during(func() { _, _, err = svc.AllOrders(t.Context(), f) })
				check(t, err)
				if len(read) > 8 {
					t.Errorf("%d statements for a page: %v", len(read), read)
				}
				check(t, db.InTx(t.Context(), m.pool, func(tx db.Tx) error {
					wantPage(t, explain(t.Context(), t, tx, read[0]), index, 25)
					return nil
				}))
			}
		})
	}
	t.Run("an operator's orders of one buyer", func(t *testing.T) {
		var err error
		read := sent.during(func() {
			_, _, err = svc.AllOrders(t.Context(), orders.AllOrdersFilter{Words: "GUEST7@example.com", Limit: 24})
		})
		check(t, err)
		var indexes []string
		check(t, db.InTx(t.Context(), m.pool, func(tx db.Tx) error {
			explain(t.Context(), t, tx, read[0]).walk(func(n node) { indexes = append(indexes, n.Index) })
			return nil
		}))
		if !slices.Contains(indexes, "orders_email") {
			t.Errorf("read from %q", indexes)
		}
	})
	t.Run("a guest's orders by address", func(t *testing.T) {
		// The generated statement is only sent when an event comes.
		attach := statement{"SELECT id FROM orders.orders WHERE user_id IS NULL AND lower(email) = lower($1)", []any{"GUEST7@example.com"}}
		check(t, db.InTx(t.Context(), m.pool, func(tx db.Tx) error {
			wantPage(t, explain(t.Context(), t, tx, attach), "orders_guest_email", 1)
			return nil
		}))
	})
}
