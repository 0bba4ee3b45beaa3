package orders_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/orders"
	"rialto/internal/stripesim"
)

// placeUntold places an order whose session is open at the provider while we do
// not know of it, for its answer was lost. It returns the session's page.
func (m *market) placeUntold(t *testing.T, variant uuid.UUID) (o orders.PlacedOrder, page string) {
	t.Helper()
	m.sim.SetFault(stripesim.Fault{LoseAnswer: true})
	o = m.place(t, variant)
	m.sim.SetFault(stripesim.Fault{})
	const q = "SELECT body ->> 'url' FROM stripesim.objects WHERE kind = 'checkout.session' AND body -> 'metadata' ->> 'order_id' = $1"
	check(t, m.pool.QueryRow(t.Context(), q, o.OrderID.String()).Scan(&page))
	return o, page
}

func TestMoneyThatComesTooLate(t *testing.T) {
	t.Parallel()

	t.Run("takes the stock again when it is there", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 1)
		o, page := m.placeUntold(t, lamp)
		m.skip(window + time.Second)
		check(t, m.ExpireOverdue(t.Context()))
		m.wantOrder(t, o, orders.StatusExpired, orders.StoreOrderCancelled)
		m.wantStock(t, lamp, 1)
		m.press(t, page, "paid", "twice")
		m.wantEvents(t, "order.expired", "order.paid", "order.placed")
		m.wantOrder(t, o, orders.StatusPaid, orders.StoreOrderProcessing)
		m.wantStock(t, lamp, 0)
		m.wantHealthy(t)
	})
	t.Run("goes back once when the stock is gone", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 1)
		o, page := m.placeUntold(t, lamp)
		m.skip(window + time.Second)
		check(t, m.ExpireOverdue(t.Context()))
		m.place(t, lamp)
		m.press(t, page, "paid", "twice")
		m.wantEvents(t, "order.expired", "order.placed", "order.placed", "order.refunded")
		m.wantRefunded(t, o)
		m.wantStock(t, lamp, 0)
		m.wantHealthy(t)
	})
	t.Run("goes back when the buyer had cancelled", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 1)
		o, page := m.placeUntold(t, lamp)
		_, err := m.Cancel(t.Context(), key(o))
		check(t, err)
		m.press(t, page, "paid", "twice")
		m.wantEvents(t, "order.cancelled", "order.placed", "order.refunded")
		m.wantRefunded(t, o)
		m.wantStock(t, lamp, 1)
		m.wantHealthy(t)
	})
}

// wantRefunded asserts that all of the order's money goes back, once, however
// often the provider is told.
func (m *market) wantRefunded(t *testing.T, o orders.PlacedOrder) {
	t.Helper()
	m.wantOrder(t, o, orders.StatusRefunded, orders.StoreOrderCancelled)
	wantEqual(t, "refunded", m.order(t, o).Refunded, m.order(t, o).Total)
	for range 3 {
		check(t, m.payments.SendRefunds(t.Context()))
	}
	wantEqual(t, "refunds", m.count(t, "payments.refunds WHERE status = 'succeeded'"), 1)
	wantEqual(t, "refunds at the provider", m.count(t, "stripesim.objects WHERE kind = 'refund' AND (body ->> 'amount')::int = 1000"), 1)
}
