package orders_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"rialto/internal/orders"
	"rialto/internal/payments"
	"rialto/internal/stripesim"
)

func TestExpireOverdue(t *testing.T) {
	t.Parallel()

	t.Run("ends the payment at the provider, then gives the stock back, once", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 5)
		o := m.place(t, lamp)
		m.skip(window - time.Minute)
		later := m.place(t, lamp)
		check(t, m.ExpireOverdue(t.Context()))
		m.wantOrder(t, o, orders.StatusPaymentPending, orders.StoreOrderAwaitingPayment)
		m.skip(2 * time.Minute)
		for range 2 {
			check(t, m.ExpireOverdue(t.Context()))
			m.wantOrder(t, o, orders.StatusExpired, orders.StoreOrderCancelled)
			m.wantStock(t, lamp, 4)
		}
		m.wantOrder(t, later, orders.StatusPaymentPending, orders.StoreOrderAwaitingPayment)
		wantEqual(t, "answer of the page", m.press(t, o.PaymentURL, "paid", "once"), http.StatusConflict)
		wantEqual(t, "payment page", m.order(t, o).PaymentURL, "")
		m.wantEvents(t, "order.expired", "order.placed", "order.placed")
		got, err := m.Cancel(t.Context(), key(o))
		check(t, err)
		wantEqual(t, "status of a cancelled expired order", got.Status, orders.StatusExpired)
		m.wantHealthy(t)
	})
	t.Run("waits for a provider that does not answer", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 5)
		o := m.place(t, lamp)
		m.skip(window + time.Second)
		m.sim.SetFault(stripesim.Fault{Status: 503})
		check(t, m.ExpireOverdue(t.Context()))
		m.wantOrder(t, o, orders.StatusPaymentPending, orders.StoreOrderAwaitingPayment)
		m.wantStock(t, lamp, 4)
		m.sim.SetFault(stripesim.Fault{})
		check(t, m.ExpireOverdue(t.Context())) // too soon
		m.wantOrder(t, o, orders.StatusPaymentPending, orders.StoreOrderAwaitingPayment)
		m.skip(time.Minute)
		check(t, m.ExpireOverdue(t.Context()))
		m.wantOrder(t, o, orders.StatusExpired, orders.StoreOrderCancelled)
		m.wantStock(t, lamp, 5)
	})
	t.Run("leaves an order to a buyer who was quicker", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 5)
		o := m.place(t, lamp)
		m.skip(window + time.Second)
		m.press(t, o.PaymentURL, "paid", "never")
		check(t, m.ExpireOverdue(t.Context()))
		m.wantOrder(t, o, orders.StatusPaymentPending, orders.StoreOrderAwaitingPayment)
		m.work(t)
		m.wantOrder(t, o, orders.StatusPaid, orders.StoreOrderProcessing)
		m.wantStock(t, lamp, 4)
		m.wantHealthy(t)
	})
	t.Run("goes on where a process died between the payment and the order", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 5)
		o := m.place(t, lamp)
		m.skip(window + time.Second)
		status, err := m.payments.Close(t.Context(), o.OrderID)
		check(t, err)
		wantEqual(t, "payment", status, payments.StatusCancelled)
		check(t, m.ExpireOverdue(t.Context()))
		m.wantOrder(t, o, orders.StatusExpired, orders.StoreOrderCancelled)
		m.wantStock(t, lamp, 5)
	})
	t.Run("and paying, at once, leave every order either paid or expired", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 10)
		var placed []orders.PlacedOrder
		for range 10 {
			placed = append(placed, m.place(t, lamp))
		}
		m.skip(window + time.Second)
		var wg sync.WaitGroup
		for _, o := range placed {
			wg.Go(func() { m.press(t, o.PaymentURL, "paid", "once") })
		}
		for range 3 {
			wg.Go(func() {
				if err := m.ExpireOverdue(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		m.work(t)
		m.skip(2 * time.Minute)
		check(t, m.ExpireOverdue(t.Context()))
		paid := 0
		for _, o := range placed {
			switch status := m.order(t, o).Status; status {
			case orders.StatusPaid:
				paid++
			case orders.StatusExpired:
			default:
				t.Errorf("an order is %s", status)
			}
		}
		m.wantStock(t, lamp, 10-paid)
		m.wantHealthy(t)
	})
}
