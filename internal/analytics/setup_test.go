package analytics_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/analytics"
	"rialto/internal/catalog"
	"rialto/internal/db"
	"rialto/internal/db/dbtest"
	"rialto/internal/doctor"
	"rialto/internal/events"
	"rialto/internal/money"
	"rialto/internal/orders"
	"rialto/internal/stores"
)

// market is two stores with two products each, and orders that are written as
// the module orders writes them, at times that the test chooses.
type market struct {
	*analytics.Service
	pool     *db.Pool
	bus      *events.Bus
	catalog  *catalog.Service
	stores   [2]uuid.UUID
	products [2][2]product

	mu    sync.Mutex
	clock time.Time
}

type product struct {
	id, variant uuid.UUID
	price       int64
}

// noon is when the tests begin: in Auckland it is the next day.
var noon = time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)

func setup(t *testing.T, timezone string) *market {
	t.Helper()
	m := &market{pool: dbtest.New(t), clock: noon}
	check(t, m.open(t, timezone))
	check(t, m.Recount(t.Context(), func(int, int) {}))
	for i := range m.stores {
		s, err := stores.New(m.pool, m.now).Create(t.Context(), stores.CreateInput{Slug: fmt.Sprintf("store-%d", i), Name: "Store"})
		check(t, err)
		m.stores[i] = s.ID
		for j := range m.products[i] {
			price := int64(100*(i+1) + 10*j)
			put, err := m.catalog.Put(t.Context(), catalog.PutProductInput{
				StoreID: s.ID, Slug: fmt.Sprintf("thing-%d", j), Name: fmt.Sprintf("=Thing %d", j),
				Variants: []catalog.PutVariant{{Price: money.Amount{Minor: price, Currency: "EUR"}, Quantity: 100}},
			})
			check(t, err)
			v, err := m.catalog.SoleVariant(t.Context(), put.ProductID)
			check(t, err)
			m.products[i][j] = product{put.ProductID, v, price}
		}
	}
	return m
}

// open starts the program anew.
func (m *market) open(t *testing.T, timezone string) (err error) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	m.bus, err = events.New(m.pool, log)
	check(t, err)
	m.catalog, err = catalog.New(t.Context(), m.pool, m.bus, m.now)
	check(t, err)
	sold := orders.New(orders.Deps{Pool: m.pool, Bus: m.bus, Catalog: m.catalog, Now: m.now}, orders.Config{})
	m.Service, err = analytics.New(t.Context(), analytics.Deps{
		Pool: m.pool, Bus: m.bus, Orders: sold, Catalog: m.catalog, Stores: stores.New(m.pool, m.now), Log: log, Now: m.now,
	}, analytics.Config{Currency: "EUR", Timezone: timezone})
	return err
}

func (m *market) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.clock
}

func (m *market) at(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clock = now
}

// line is what an order has of a product.
type line struct{ store, product, quantity int }

// order writes an order that waits for its payment and returns its id.
func (m *market) order(t *testing.T, lines ...line) uuid.UUID {
	t.Helper()
	id, batch := db.NewID(), &pgx.Batch{}
	var total int64
	parts, subtotals := map[int]uuid.UUID{}, map[int]int64{}
	for _, l := range lines {
		total += int64(l.quantity) * m.products[l.store][l.product].price
		subtotals[l.store] += int64(l.quantity) * m.products[l.store][l.product].price
	}
	batch.Queue(`INSERT INTO orders.orders (id, cart_id, email, status, total_amount, currency, placed_at, expires_at)
		VALUES ($1, $2, '', 'payment_pending', $3, 'EUR', $4, $4)`, id, uuid.New(), total, m.now())
	for i, l := range lines {
		if _, known := parts[l.store]; !known {
			parts[l.store] = db.NewID()
			batch.Queue(`INSERT INTO orders.store_orders (id, order_id, store_id, status, subtotal_amount, currency, placed_at)
				VALUES ($1, $2, $3, 'awaiting_payment', $4, 'EUR', $5)`, parts[l.store], id, m.stores[l.store], subtotals[l.store], m.now())
		}
		p := m.products[l.store][l.product]
		batch.Queue(`INSERT INTO orders.items (id, order_id, store_order_id, position, variant_id, product_id, product_slug, name, quantity, unit_price_amount, currency)
			VALUES ($1, $2, $3, $4, $5, $6, '', '', $7, $8, 'EUR')`, db.NewID(), id, parts[l.store], i, p.variant, p.id, l.quantity, p.price)
	}
	check(t, m.pool.SendBatch(t.Context(), batch).Close())
	return id
}

func (m *market) pay(t *testing.T, order uuid.UUID) {
	t.Helper()
	m.exec(t, "UPDATE orders.orders SET status = 'paid', paid_at = $2 WHERE id = $1", order, m.now())
}

// refund gives pieces of an order's product back, for a sum of the merchant's choice.
func (m *market) refund(t *testing.T, order uuid.UUID, l line, amount int64, kind string) {
	t.Helper()
	m.exec(t, `WITH refunded AS (
			INSERT INTO orders.refunds (id, store_order_id, kind, amount, currency, reason, restocked, created_at)
			SELECT $1, id, $5, $4, 'EUR', 'x', false, $6 FROM orders.store_orders WHERE order_id = $2 AND store_id = $3
		)
		INSERT INTO orders.refund_items (refund_id, item_id, quantity)
		SELECT $1, id, $7 FROM orders.items WHERE order_id = $2 AND product_id = $8 AND $7 > 0`,
		db.NewID(), order, m.stores[l.store], amount, kind, m.now(), l.quantity, m.products[l.store][l.product].id)
}

func (m *market) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := m.pool.Exec(t.Context(), sql, args...)
	check(t, err)
}

// tell publishes events in any order and lets them be worked on.
func (m *market) tell(t *testing.T, told ...events.Event) {
	t.Helper()
	rand.Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
	for _, ev := range told {
		check(t, db.InTx(t.Context(), m.pool, func(tx db.Tx) error { return m.bus.PublishTx(t.Context(), tx, ev) }))
	}
	check(t, m.bus.Drain(t.Context()))
}

func paid(order uuid.UUID) events.Event     { return orders.Paid{OrderID: order} }
func refunded(order uuid.UUID) events.Event { return orders.Refunded{OrderID: order} }

// differences are what the doctor finds wrong with the figures.
func (m *market) differences(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	_, err := doctor.Examine(t.Context(), m.pool, m.now().Add(time.Hour), &all)
	check(t, err)
	var broken []string
	for paragraph := range strings.SplitSeq(all.String(), "\nok ") {
		if strings.Contains(paragraph, "figures") && strings.Contains(paragraph, "BROKEN") || strings.Contains(paragraph, "BROKEN  months") {
			broken = append(broken, paragraph)
		}
	}
	if !strings.Contains(all.String(), "every sale and every refund is in the figures") {
		t.Fatal("the doctor does not look at the figures")
	}
	return strings.Join(broken, "\n")
}

func (m *market) wantRight(t *testing.T) {
	t.Helper()
	if broken := m.differences(t); broken != "" {
		t.Error(broken)
	}
}

// total are a store's figures from one day to another.
func (m *market) total(t *testing.T, store int, from, to string) analytics.Figures {
	t.Helper()
	sum, err := m.Summary(t.Context(), m.stores[store], ask(t, from, to))
	check(t, err)
	return sum.Total
}

func ask(t *testing.T, from, to string) analytics.Question {
	t.Helper()
	return analytics.Question{From: date(t, from), To: date(t, to)}
}

func date(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	check(t, err)
	return d
}

func eur(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantEqual[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s:\ngot  %s\nwant %s", what, g, w)
	}
}
