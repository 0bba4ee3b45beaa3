package payments_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/payments"
	"rialto/internal/stripesim"
)

func TestOpen(t *testing.T) {
	t.Parallel()

	t.Run("gives one page, however often and at once it is asked", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order := d.bill(t)
		urls := make([]string, 8)
		var wg sync.WaitGroup
		for i := range urls {
			wg.Go(func() {
				var err error
				// Stripe refuses a key whose first call still runs; the buyer then presses again.
				for urls[i], err = d.Open(t.Context(), order); isUnavailable(err); {
					urls[i], err = d.Open(t.Context(), order)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, u := range urls {
			wantText(t, "page", u, urls[0])
		}
		wantText(t, "sessions", d.text(t, "SELECT count(*)::text FROM stripesim.objects WHERE kind = 'checkout.session'"), "1")
		wantText(t, "page of the order", d.state(t, order).URL, urls[0])
	})

	for name, fault := range map[string]stripesim.Fault{
		"answers with an error": {Status: 500}, "refuses connections": {Refuse: true}, "hangs": {Hang: true}, "loses its answer": {LoseAnswer: true},
	} {
		t.Run("tries again when the provider "+name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			order := d.bill(t)
			d.sim.current().SetFault(fault)
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			_, err := d.Open(ctx, order)
			wantErr(t, err, payments.ErrProviderUnavailable)

			d.sim.current().SetFault(stripesim.Fault{})
			check(t, d.Reconcile(t.Context())) // not due yet
			wantText(t, "page", d.state(t, order).URL, "")
			d.sim.skip(5 * time.Second)
			check(t, d.Reconcile(t.Context()))
			if d.state(t, order).URL == "" {
				t.Error("the reconciler opened no page")
			}
			wantText(t, "sessions", d.text(t, "SELECT count(*)::text FROM stripesim.objects WHERE kind = 'checkout.session'"), "1")
		})
	}

	t.Run("refuses what is settled and what was never billed", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "once")
		d.work(t)
		_, err := d.Open(t.Context(), order)
		wantErr(t, err, payments.ErrNotOpen)
		_, err = d.Open(t.Context(), uuid.New())
		wantErr(t, err, payments.ErrNotOpen)
	})
}

func TestSecondPaymentOfAnOrderIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.bill(t)
	err := db.InTx(t.Context(), d.pool, func(tx db.Tx) error {
		return d.CreateTx(t.Context(), tx, payments.CreateInput{OrderID: order, Total: eur(100)})
	})
	if !db.Violates(err, "payments_order_unique") {
		t.Errorf("got %v", err)
	}
}

func TestClose(t *testing.T) {
	t.Parallel()

	t.Run("ends the session, and again", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		for range 2 {
			status, err := d.Close(t.Context(), order)
			check(t, err)
			wantText(t, "status", string(status), "cancelled")
		}
		if code, _ := d.sim.press(t, session, "paid", "once"); code != 409 {
			t.Errorf("the page could be paid: %d", code)
		}
	})
	t.Run("finds the money of a buyer who was quicker", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "never")
		status, err := d.Close(t.Context(), order)
		check(t, err)
		wantText(t, "status", string(status), "captured")
		d.work(t)
		d.wantCaptured(t, order, 1)
	})
	t.Run("changes nothing when the provider does not answer", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, _ := d.open(t)
		d.sim.current().SetFault(stripesim.Fault{Status: 503})
		_, err := d.Close(t.Context(), order)
		wantErr(t, err, payments.ErrProviderUnavailable)
		d.wantStatus(t, order, payments.StatusPending)
	})
	t.Run("needs no provider when there is no session", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order := d.bill(t)
		d.sim.current().SetFault(stripesim.Fault{Status: 503})
		status, err := d.Close(t.Context(), order)
		check(t, err)
		wantText(t, "status", string(status), "cancelled")
	})
	t.Run("gives up a session that the provider does not know", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, _ := d.open(t)
		d.exec(t, "UPDATE payments.payments SET provider_ref = 'cs_test_of_another_account'")
		status, err := d.Close(t.Context(), order)
		check(t, err)
		wantText(t, "status", string(status), "cancelled")
	})
	t.Run("leaves money over another sum to a person", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "never")
		d.exec(t, `UPDATE stripesim.objects SET body = jsonb_set(body, '{amount_total}', '1') WHERE id = $1`, session.Ref)
		status, err := d.Close(t.Context(), order)
		check(t, err)
		wantText(t, "status", string(status), "pending")
	})
	t.Run("ends a session that is opened meanwhile", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		for range 10 {
			order := d.bill(t)
			var wg sync.WaitGroup
			wg.Go(func() { _, _ = d.Open(t.Context(), order) })
			wg.Go(func() { _, _ = d.Close(t.Context(), order) })
			wg.Wait()
			_, err := d.Close(t.Context(), order)
			check(t, err)
			d.wantStatus(t, order, payments.StatusCancelled)
		}
		wantText(t, "open sessions", d.text(t, "SELECT count(*)::text FROM stripesim.objects WHERE kind = 'checkout.session' AND body ->> 'status' = 'open'"), "0")
	})
}
