package analytics_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/analytics"
	"rialto/internal/db"
	"rialto/internal/events"
)

func TestSalesAndRefunds(t *testing.T) {
	t.Parallel()
	m := setup(t, "UTC")
	both := m.order(t, line{0, 0, 2}, line{0, 1, 1}, line{1, 0, 3})
	unpaid := m.order(t, line{0, 0, 50})
	m.pay(t, both)
	m.tell(t, paid(both), paid(unpaid))
	check(t, m.Fold(t.Context()))
	m.at(noon.Add(24 * time.Hour))
	m.refund(t, both, line{0, 0, 1}, 100, "refund")
	m.refund(t, both, line{0, 1, 0}, 33, "refund") // money without a piece
	m.tell(t, refunded(both))
	check(t, m.Fold(t.Context()))

	none := analytics.Figures{Gross: eur(0), Refunded: eur(0)}
	first, second := analytics.Figures{Gross: eur(310), Refunded: eur(0), Orders: 1, Units: 3}, none
	second.Refunded, second.Returned = eur(133), 1
	wantEqual(t, "the day of the sale", m.total(t, 0, "2026-03-28", "2026-03-28"), first)
	wantEqual(t, "the day of the refund", m.total(t, 0, "2026-03-29", "2026-03-29"), second)
	wantEqual(t, "the day before", m.total(t, 0, "2026-03-27", "2026-03-27"), none)
	wantEqual(t, "the other store", m.total(t, 1, "2026-03-28", "2026-03-29"), analytics.Figures{Gross: eur(600), Refunded: eur(0), Orders: 1, Units: 3})
	market, err := m.Market(t.Context(), ask(t, "2026-03-28", "2026-03-29"))
	check(t, err)
	wantEqual(t, "the marketplace, where it is one order", market.Total, analytics.Figures{Gross: eur(910), Refunded: eur(133), Orders: 1, Units: 6, Returned: 1})
	wantEqual(t, "active stores", market.ActiveStores, 2)
	wantEqual(t, "the first of the top stores", market.TopStores[0].StoreID, m.stores[1])
	m.wantRight(t)
}

// TestFiguresAreARecount pays, refunds and cancels at random, tells of it late,
// more than once and in any order, folds and recounts in between, and compares
// with the orders.
func TestFiguresAreARecount(t *testing.T) {
	t.Parallel()
	for name, timezone := range map[string]string{"in UTC": "UTC", "where summer time begins": "Europe/Berlin", "far east": "Pacific/Auckland"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := setup(t, timezone)
			var late []events.Event
			var bought []uuid.UUID
			for i := range 60 {
				m.at(noon.Add(time.Duration(rand.IntN(40*24*60)) * time.Minute))
				switch {
				case i%3 < 2 || len(bought) == 0:
					lines := []line{{rand.IntN(2), rand.IntN(2), 1 + rand.IntN(4)}}
					lines = append(lines, line{1 - lines[0].store, rand.IntN(2), 1 + rand.IntN(2)})
					id := m.order(t, lines[:1+rand.IntN(2)]...)
					if rand.IntN(8) > 0 {
						m.pay(t, id)
					}
					bought, late = append(bought, id), append(late, paid(id))
				default:
					id, l := bought[rand.IntN(len(bought))], line{rand.IntN(2), rand.IntN(2), rand.IntN(2)}
					m.refund(t, id, l, 1+rand.Int64N(90), []string{"refund", "cancellation"}[rand.IntN(2)])
					late = append(late, refunded(id))
				}
				if rand.IntN(6) == 0 { // some of the news, some twice
					told := append([]events.Event{}, late[:rand.IntN(len(late)+1)]...)
					m.tell(t, append(told, told[:rand.IntN(len(told)+1)]...)...)
				}
				if rand.IntN(10) == 0 {
					check(t, m.Fold(t.Context()))
				}
				if rand.IntN(20) == 0 {
					check(t, m.Recount(t.Context(), func(int, int) {}))
				}
			}
			m.at(noon.Add(60 * 24 * time.Hour))
			m.tell(t, append(late, late...)...)
			m.wantRight(t) // with what waits to be folded
			check(t, m.Fold(t.Context()))
			m.wantRight(t)
		})
	}
}

func TestDifferencesAreSeen(t *testing.T) {
	t.Parallel()
	m := setup(t, "UTC")
	id := m.order(t, line{0, 0, 2}, line{1, 0, 1})
	m.pay(t, id)
	if m.differences(t) == "" {
		t.Error("a sale that was not counted is not seen")
	}
	m.tell(t, paid(id))
	check(t, m.Fold(t.Context()))
	m.wantRight(t)
	for _, spoil := range []string{
		"UPDATE analytics.store_days SET gross_amount = gross_amount + 1",
		"UPDATE analytics.product_days SET units = units - 1",
		"UPDATE analytics.market_days SET gross_amount = 0, orders = 7",
		"UPDATE analytics.store_months SET orders = 5",
		"UPDATE analytics.product_months SET gross_amount = 5",
		"DELETE FROM analytics.product_days",
		"DELETE FROM analytics.counted",
		"INSERT INTO analytics.store_days (store_id, day, orders) SELECT store_id, '2026-01-01', 3 FROM analytics.store_days LIMIT 1",
		"DELETE FROM analytics.store_days; DELETE FROM analytics.market_days; DELETE FROM analytics.counted; DELETE FROM analytics.store_months",
	} {
		m.exec(t, spoil)
		if m.differences(t) == "" {
			t.Errorf("nobody notices %s", spoil)
		}
		check(t, m.Recount(t.Context(), func(int, int) {}))
		if broken := m.differences(t); broken != "" {
			t.Errorf("a recount does not put right %s:\n%s", spoil, broken)
		}
	}
	market, err := m.Market(t.Context(), ask(t, "2026-03-28", "2026-03-28"))
	check(t, err)
	wantEqual(t, "orders of the marketplace", market.Total.Orders, 1)
}

// TestRecountGoesOnWhileThingsAreSold counts and recounts at the same time.
func TestRecountGoesOnWhileThingsAreSold(t *testing.T) {
	t.Parallel()
	m := setup(t, "UTC")
	var news []events.Event
	for range 40 {
		id := m.order(t, line{rand.IntN(2), rand.IntN(2), 1})
		m.pay(t, id)
		m.refund(t, id, line{0, 0, 1}, 5, "refund")
		news = append(news, paid(id), refunded(id))
	}
	for _, ev := range news {
		check(t, db.InTx(t.Context(), m.pool, func(tx db.Tx) error { return m.bus.PublishTx(t.Context(), tx, ev) }))
	}
	var wg sync.WaitGroup
	for _, do := range []func() error{
		func() error { return m.bus.Drain(t.Context()) },
		func() error { return m.Fold(t.Context()) },
		func() error { return m.Recount(t.Context(), func(int, int) {}) },
		func() error { return m.Recount(t.Context(), func(int, int) {}) },
	} {
		wg.Go(func() {
			if err := do(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	check(t, m.Fold(t.Context()))
	m.wantRight(t)
	total := m.total(t, 0, "2026-03-28", "2026-03-28")
	wantEqual(t, "orders", total.Orders+m.total(t, 1, "2026-03-28", "2026-03-28").Orders, 40)
}
