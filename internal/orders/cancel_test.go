package orders_test

import (
	"net/http"
	"sync"
	"testing"

	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/stripesim"
)

func TestCancel(t *testing.T) {
	t.Parallel()

	t.Run("gives the stock back and ends the payment, once", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 5)
		o := m.place(t, lamp)
		m.wantEvents(t, "order.placed")
		for range 2 {
			got, err := m.Cancel(t.Context(), key(o))
			check(t, err)
			wantEqual(t, "status", got.Status, orders.StatusCancelled)
			m.wantStock(t, lamp, 5)
		}
		m.wantOrder(t, o, orders.StatusCancelled, orders.StoreOrderCancelled)
		wantEqual(t, "answer of the page", m.press(t, o.PaymentURL, "paid", "once"), http.StatusConflict)
		m.wantEvents(t, "order.cancelled")
		m.wantHealthy(t)
	})
	t.Run("is done once by ten at once", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 5)
		o := m.place(t, lamp)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, err := m.Cancel(t.Context(), key(o)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		m.wantStock(t, lamp, 5)
		m.wantEvents(t, "order.cancelled", "order.placed")
		m.wantHealthy(t)
	})
	t.Run("comes too late for a paid order, also for one that we were not told of", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 5)
		o := m.place(t, lamp)
		m.press(t, o.PaymentURL, "paid", "never")
		for range 2 {
			_, err := m.Cancel(t.Context(), key(o))
			wantErr(t, err, orders.ErrAlreadyPaid)
			m.work(t)
			m.wantOrder(t, o, orders.StatusPaid, orders.StoreOrderProcessing)
		}
		m.wantStock(t, lamp, 4)
		m.wantHealthy(t)
	})
	t.Run("changes nothing while the provider cannot be told", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 5)
		o := m.place(t, lamp)
		m.sim.SetFault(stripesim.Fault{Status: 500})
		_, err := m.Cancel(t.Context(), key(o))
		wantErr(t, err, payments.ErrProviderUnavailable)
		m.wantOrder(t, o, orders.StatusPaymentPending, orders.StoreOrderAwaitingPayment)
		m.wantStock(t, lamp, 4)
		m.sim.SetFault(stripesim.Fault{})
		m.press(t, o.PaymentURL, "paid", "once")
		m.work(t)
		m.wantOrder(t, o, orders.StatusPaid, orders.StoreOrderProcessing)
	})
	t.Run("works on an order whose page was never opened", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 5)
		m.sim.SetFault(stripesim.Fault{Status: 500})
		o := m.place(t, lamp)
		_, err := m.Cancel(t.Context(), key(o))
		check(t, err)
		m.wantOrder(t, o, orders.StatusCancelled, orders.StoreOrderCancelled)
		m.wantStock(t, lamp, 5)
		m.wantHealthy(t)
	})
}
