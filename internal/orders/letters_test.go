package orders_test

import (
	"strings"
	"testing"
	"time"

	"rialto/internal/auth"
	"rialto/internal/orders"
	"rialto/internal/stores"
	"rialto/internal/stripesim"
)

// wantToldOnce lets every event about mails come once more, and nobody get another.
func (m *market) wantToldOnce(t *testing.T) {
	t.Helper()
	const all = "SELECT recipient || ': ' || kind FROM notify.mails ORDER BY id"
	before := m.column(t, all)
	repeated, err := m.pool.Exec(t.Context(), `UPDATE jobs.river_job SET state = 'available', finalized_at = NULL, attempt = 0
		WHERE kind = 'event' AND args ->> 'consumer' LIKE 'orders.mail_%'`)
	check(t, err)
	if repeated.RowsAffected() == 0 {
		t.Error("no event came again")
	}
	m.work(t)
	wantEqual(t, "mails after all events came again", m.column(t, all), before)
}

func TestLetters(t *testing.T) {
	t.Parallel()
	const ada = "ada@example.com"

	t.Run("tell the buyer of each step once, and the store of a paid order", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		owner, staff := m.account(t, "owner@example.com"), m.account(t, "staff@example.com")
		check(t, m.stores.Appoint(t.Context(), m.store, owner, stores.RoleOwner))
		check(t, m.stores.Appoint(t.Context(), m.store, staff, stores.RoleStaff))
		lamp := m.sell(t, "Lamp", 1000, 10)
		o := m.place(t, lamp)
		m.work(t)
		wantEqual(t, "placed", m.mails(t, ada), []string{"Your order " + o.Number})
		m.press(t, o.PaymentURL, "paid", "twice")
		m.work(t)
		s := m.saleOf(t, o, m.store)
		_, err := s.ship(t)
		check(t, err)
		m.work(t)
		s.deliver(t, nil)
		m.work(t)
		_, err = s.refund(t, orders.RefundInput{})
		check(t, err)
		m.work(t)
		want := []string{
			"Your order " + o.Number, "Your payment for order " + o.Number, "On its way: your order " + o.Number + " from lamplight",
			"Arrived: your order " + o.Number + " from lamplight", "€10.00 back for your order " + o.Number,
		}
		wantEqual(t, "mails", m.mails(t, ada), want)
		wantEqual(t, "to the owner", m.mails(t, "owner@example.com"), []string{"New order " + o.Number + " for lamplight"})
		wantEqual(t, "to the staff", len(m.mails(t, "staff@example.com")), 0)
		for _, text := range m.column(t, "SELECT text FROM notify.mails WHERE recipient = $1", ada) {
			if !strings.Contains(text, "/orders/"+o.OrderID.String()+"?token="+o.Token) {
				t.Errorf("this does not lead to the order:\n%s", text)
			}
		}

		m.wantToldOnce(t)
	})
	t.Run("are in the language of the order", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		in := input(m.fill(t, m.sell(t, "Lamp", 1000, 10)))
		in.Locale = "de"
		o, err := m.Place(t.Context(), in)
		check(t, err)
		_, err = m.Cancel(t.Context(), key(o))
		check(t, err)
		m.work(t)
		wantEqual(t, "mails", m.mails(t, ada), []string{"Du hast deine Bestellung " + o.Number + " storniert"})
		m.wantToldOnce(t)
	})
	t.Run("tell of a payment page that is late, and of an order that ended unpaid", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		lamp := m.sell(t, "Lamp", 1000, 10)
		m.sim.SetFault(stripesim.Fault{Status: 500})
		o := m.place(t, lamp)
		m.work(t)
		m.sim.SetFault(stripesim.Fault{})
		m.skip(10 * time.Second)
		check(t, m.payments.Reconcile(t.Context()))
		m.work(t)
		m.skip(window)
		check(t, m.ExpireOverdue(t.Context()))
		m.work(t)
		wantEqual(t, "mails", m.mails(t, ada), []string{
			"Your order " + o.Number, "You can pay your order " + o.Number + " now", "Your order " + o.Number + " was not paid",
		})
		m.wantToldOnce(t)
	})
	t.Run("tell of cancelled items in one mail with the money", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 2, m.sell(t, "Lamp", 1000, 10))
		_, err := s.cancel(t, orders.Pieces{ItemID: s.items[0], N: 1})
		check(t, err)
		m.work(t)
		list := m.mails(t, ada) // among them that it was placed, unless it was paid by then
		wantEqual(t, "the last mail", list[len(list)-1], "lamplight has cancelled items of your order "+s.o.Number)
		wantEqual(t, "mails about the money", strings.Count(strings.Join(list, "\n"), "back for your order"), 0)
		m.wantToldOnce(t)
	})
	t.Run("tell operators of a refund that failed", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		_, err := m.auth.Create(t.Context(), auth.CreateInput{Email: "op@example.com", Password: "harbour-teapot-9", Role: auth.RoleAdmin})
		check(t, err)
		s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 10))
		_, err = s.refund(t, orders.RefundInput{Amount: 100})
		check(t, err)
		_, err = m.pool.Exec(t.Context(), "UPDATE payments.payments SET provider_intent = 'pi_unknown'")
		check(t, err)
		check(t, m.payments.SendRefunds(t.Context()))
		m.work(t)
		wantEqual(t, "mails", m.mails(t, "op@example.com"), []string{"A refund for order " + s.o.Number + " failed"})
		d, err := m.DossierOf(t.Context(), s.o.OrderID)
		check(t, err)
		wantEqual(t, "the dossier", d.Payment.Refunds[0].Status, "failed")
		m.wantToldOnce(t)
	})
	t.Run("write nothing to a buyer who was erased", func(t *testing.T) {
		t.Parallel()
		m := setup(t)
		s := m.bought(t, 1, m.sell(t, "Lamp", 1000, 10))
		before := len(m.mails(t, ada))
		_, err := m.pool.Exec(t.Context(), "UPDATE orders.orders SET email = ''")
		check(t, err)
		_, err = s.ship(t)
		check(t, err)
		m.work(t)
		wantEqual(t, "mails", len(m.mails(t, ada)), before)
		wantEqual(t, "to nobody", len(m.mails(t, "")), 0)
	})
}
