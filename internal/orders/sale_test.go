package orders_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"rialto/internal/cart"
	"rialto/internal/orders"
	"rialto/internal/payments"
)

// sale is a paid order, and a store's part of it.
type sale struct {
	m     *market
	o     orders.PlacedOrder
	store uuid.UUID
	part  uuid.UUID
	items []uuid.UUID // in the order of the variants
}

// bought places and pays an order for some pieces of each variant.
func (m *market) bought(t *testing.T, pieces int, variants ...uuid.UUID) sale {
	t.Helper()
	id := uuid.New()
	for _, v := range variants {
		_, err := m.cart.Add(t.Context(), cart.Key{ID: id}, cart.AddInput{VariantID: &v, Quantity: pieces})
		check(t, err)
	}
	o, err := m.Place(t.Context(), input(id))
	check(t, err)
	if o.PaymentURL != "" {
		m.press(t, o.PaymentURL, "paid", "once")
	}
	m.work(t)
	return m.saleOf(t, o, m.store)
}

func (m *market) saleOf(t *testing.T, o orders.PlacedOrder, store uuid.UUID) sale {
	t.Helper()
	s := sale{m: m, o: o, store: store}
	for _, so := range m.order(t, o).Stores {
		if so.StoreID == store {
			s.part = so.ID
			for _, it := range so.Items {
				s.items = append(s.items, it.ID)
			}
		}
	}
	return s
}

func (s sale) work() orders.Work {
	return orders.Work{StoreID: s.store, StoreOrderID: s.part, Actor: uuid.New(), IdempotencyKey: uuid.NewString()}
}

var dhl = orders.Tracking{Carrier: "DHL", Number: "0034 0434"}

func (s sale) ship(t *testing.T, pieces ...orders.Pieces) (orders.MerchantOrder, error) {
	t.Helper()
	return s.m.Ship(t.Context(), orders.ShipInput{Work: s.work(), Items: pieces, Tracking: dhl})
}

func (s sale) cancel(t *testing.T, pieces ...orders.Pieces) (orders.MerchantOrder, error) {
	t.Helper()
	return s.m.CancelItems(t.Context(), orders.CancelItemsInput{Work: s.work(), Items: pieces, Reason: "It broke."})
}

func (s sale) refund(t *testing.T, in orders.RefundInput) (orders.MerchantOrder, error) {
	t.Helper()
	in.Work, in.Reason = s.work(), "Sorry!"
	return s.m.RefundItems(t.Context(), in)
}

func (s sale) deliver(t *testing.T, shipment *uuid.UUID) orders.MerchantOrder {
	t.Helper()
	o, err := s.m.Deliver(t.Context(), s.work(), shipment)
	check(t, err)
	return o
}

// of says in one line how a store order stands.
func of(o orders.MerchantOrder) string {
	ordered, shipped, cancelled := o.Pieces()
	return fmt.Sprintf("%s %d/%d/%d %d", o.Status, ordered, shipped, cancelled, o.Refunded.Minor)
}

func (s sale) wantMoney(t *testing.T, order orders.Status, refunded int64, payment payments.Status) {
	t.Helper()
	o := s.m.order(t, s.o)
	if o.Status != order || o.Refunded.Minor != refunded {
		t.Errorf("the order is %s with %d refunded, want %s with %d", o.Status, o.Refunded.Minor, order, refunded)
	}
	states, err := s.m.payments.OfOrders(t.Context(), []uuid.UUID{s.o.OrderID})
	check(t, err)
	if got := states[s.o.OrderID].Status; got != payment {
		t.Errorf("the payment is %s, want %s", got, payment)
	}
}

// mails returns the subjects of mails to an address, the first one first.
func (m *market) mails(t *testing.T, to string) []string {
	t.Helper()
	return m.column(t, "SELECT subject FROM notify.mails WHERE recipient = $1 ORDER BY created_at, id", to)
}

func (m *market) column(t *testing.T, query string, args ...any) []string {
	t.Helper()
	rows, err := m.pool.Query(t.Context(), query, args...)
	check(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	check(t, err)
	return list
}
