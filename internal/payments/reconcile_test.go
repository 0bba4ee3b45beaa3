package payments_test

import (
	"testing"
	"time"

	"rialto/internal/payments"
	"rialto/internal/stripesim"
)

func TestReconcile(t *testing.T) {
	t.Parallel()

	t.Run("captures money whose webhook never came, once", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "never")
		check(t, d.Reconcile(t.Context())) // too early
		d.wantStatus(t, order, payments.StatusPending)
		d.sim.skip(time.Minute)
		for range 2 {
			check(t, d.Reconcile(t.Context()))
			d.wantStatus(t, order, payments.StatusCaptured)
		}
		d.work(t)
		d.wantCaptured(t, order, 1)
	})
	t.Run("leaves a session alone that can still be paid, and asks less and less often", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, _ := d.open(t)
		d.sim.skip(time.Minute)
		const next = "SELECT next_check_at - $2 > $3 AND next_check_at - $2 < 2 * $3 FROM payments.payments WHERE order_id = $1"
		for _, wait := range []time.Duration{25 * time.Second, 50 * time.Second, 100 * time.Second, 200 * time.Second} {
			at := d.sim.now()
			check(t, d.Reconcile(t.Context()))
			d.wantStatus(t, order, payments.StatusPending)
			var fits bool
			check(t, d.pool.QueryRow(t.Context(), next, order, at, wait).Scan(&fits))
			if !fits {
				t.Errorf("the next check is not %v to %v away", wait, 2*wait)
			}
			d.sim.skip(2 * wait)
		}
	})
	t.Run("cancels a payment whose session expired", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		_, err := d.sim.ExpireSession(t.Context(), session.Ref)
		check(t, err)
		d.sim.skip(time.Minute)
		check(t, d.Reconcile(t.Context()))
		d.wantStatus(t, order, payments.StatusCancelled)
	})
	t.Run("goes on with the others when one cannot be checked", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		lost, _ := d.open(t)
		order, session := d.open(t)
		d.exec(t, "UPDATE payments.payments SET provider_ref = 'cs_test_unknown' WHERE order_id = $1", lost)
		d.sim.press(t, session, "paid", "never")
		d.sim.skip(time.Minute)
		check(t, d.Reconcile(t.Context()))
		d.wantStatus(t, lost, payments.StatusPending)
		d.wantStatus(t, order, payments.StatusCaptured)
	})
	t.Run("outlives a provider that is down", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "never")
		d.sim.skip(time.Minute)
		d.sim.current().SetFault(stripesim.Fault{Refuse: true})
		check(t, d.Reconcile(t.Context()))
		d.wantStatus(t, order, payments.StatusPending)
		d.sim.current().SetFault(stripesim.Fault{})
		d.sim.skip(time.Minute)
		check(t, d.Reconcile(t.Context()))
		d.wantStatus(t, order, payments.StatusCaptured)
	})
	t.Run("and the webhook together capture once", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "twice")
		d.sim.skip(time.Minute)
		done := make(chan error)
		go func() { done <- d.Reconcile(t.Context()) }()
		d.work(t)
		check(t, <-done)
		d.work(t)
		d.wantStatus(t, order, payments.StatusCaptured)
		d.wantCaptured(t, order, 1)
	})
}
