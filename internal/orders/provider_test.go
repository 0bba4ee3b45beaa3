package orders_test

import (
	"testing"
	"time"

	"rialto/internal/orders"
	"rialto/internal/stripesim"
)

func TestOrderIsPlacedAlthoughTheProvider(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]stripesim.Fault{
		"answers with an error": {Status: 500}, "hangs": {Hang: true}, "refuses connections": {Refuse: true}, "loses its answer": {LoseAnswer: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := setup(t)
			in := input(m.fill(t, m.sell(t, "Lamp", 1000, 1)))
			m.sim.SetFault(fault)
			began := time.Now()
			o, err := m.Place(t.Context(), in)
			check(t, err)
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("the answer took %v", took)
			}
			wantEqual(t, "status", o.Status, orders.StatusPaymentPending)
			wantEqual(t, "payment page", o.PaymentURL, "")

			m.sim.SetFault(stripesim.Fault{})
			wantEqual(t, "payment page of the order", m.order(t, o).PaymentURL, "")
			m.skip(5 * time.Second)
			check(t, m.payments.Reconcile(t.Context()))
			page := m.order(t, o).PaymentURL
			if page == "" {
				t.Fatal("no page was opened later")
			}
			wantEqual(t, "sessions", m.count(t, "stripesim.objects WHERE kind = 'checkout.session'"), 1)
			again, err := m.Place(t.Context(), in)
			check(t, err)
			o.Replayed = true
			wantEqual(t, "repeat", again, o)
			m.press(t, page, "paid", "once")
			m.work(t)
			m.wantOrder(t, o, orders.StatusPaid, orders.StoreOrderProcessing)
			m.wantHealthy(t)
		})
	}
}

func TestPay(t *testing.T) {
	t.Parallel()
	m := setup(t)
	lamp := m.sell(t, "Lamp", 1000, 5)

	t.Run("gives the page that is open", func(t *testing.T) {
		o := m.place(t, lamp)
		page, err := m.Pay(t.Context(), key(o))
		check(t, err)
		wantEqual(t, "page", page, o.PaymentURL)
	})
	t.Run("opens one when there is none yet", func(t *testing.T) {
		m.sim.SetFault(stripesim.Fault{Status: 500})
		o := m.place(t, lamp)
		_, err := m.Pay(t.Context(), key(o))
		if err == nil {
			t.Error("a provider that is down opened a page")
		}
		m.sim.SetFault(stripesim.Fault{})
		page, err := m.Pay(t.Context(), key(o))
		check(t, err)
		wantEqual(t, "page", page, m.order(t, o).PaymentURL)
		m.press(t, page, "paid", "once")
		m.work(t)
		_, err = m.Pay(t.Context(), key(o))
		wantErr(t, err, orders.ErrNotPayable)
	})
	t.Run("refuses an order whose time is over", func(t *testing.T) {
		o := m.place(t, lamp)
		m.skip(window)
		_, err := m.Pay(t.Context(), key(o))
		wantErr(t, err, orders.ErrNotPayable)
	})
}
