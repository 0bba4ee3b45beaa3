package orders_test

import (
	"testing"

	"github.com/google/uuid"

	"rialto/internal/cart"
	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/stripesim"
)

func TestCancelUnpaid(t *testing.T) {
	t.Parallel()

	t.Run("gives up what is unpaid and leaves the rest alone", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		mug := m.sell(t, "mug", 1000, 5)
		paid, unpaid := m.place(t, mug), m.place(t, mug)
		m.press(t, paid.PaymentURL, "paid", "once")
		m.work(t)
		check(t, m.CancelUnpaid(t.Context(), []uuid.UUID{paid.OrderID, unpaid.OrderID}))
		m.work(t)
		m.wantOrder(t, paid, orders.StatusPaid, orders.StoreOrderProcessing)
		m.wantOrder(t, unpaid, orders.StatusCancelled, orders.StoreOrderCancelled)
		m.wantStock(t, mug, 4)
		m.wantHealthy(t)
	})

	t.Run("says when the provider does not answer, and goes on with the next", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		mug := m.sell(t, "mug", 1000, 5)
		first, second := m.place(t, mug), m.place(t, mug)
		m.sim.SetFault(stripesim.Fault{Refuse: true})
		wantErr(t, m.CancelUnpaid(t.Context(), []uuid.UUID{first.OrderID, second.OrderID}), payments.ErrProviderUnavailable)
		m.sim.SetFault(stripesim.Fault{})
		m.wantOrder(t, first, orders.StatusPaymentPending, orders.StoreOrderAwaitingPayment)
		check(t, m.CancelUnpaid(t.Context(), []uuid.UUID{first.OrderID, second.OrderID}))
		m.wantOrder(t, second, orders.StatusCancelled, orders.StoreOrderCancelled)
	})
}

// An ordered cart is forgotten after some months, or with its owner. A browser
// that still has its id begins a cart with it.
func TestCartThatWasForgottenIsNotOrderedTwice(t *testing.T) {
	t.Parallel()
	m := setup(t)
	mug := m.sell(t, "mug", 1000, 5)
	in := input(m.fill(t, mug))
	_, err := m.Place(t.Context(), in)
	check(t, err)
	_, err = m.pool.Exec(t.Context(), "DELETE FROM cart.carts WHERE id = $1", in.CartID)
	check(t, err)
	_, err = m.cart.Add(t.Context(), cart.Key{ID: in.CartID}, cart.AddInput{VariantID: &mug, Quantity: 1})
	check(t, err)
	in.IdempotencyKey = uuid.NewString()
	_, err = m.Place(t.Context(), in)
	wantErr(t, err, cart.ErrConverted)
	m.wantStock(t, mug, 4)
}
