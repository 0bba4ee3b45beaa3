package payments_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/money"
	"rialto/internal/payments"
	"rialto/internal/stripesim"
)

// paid makes an order that is paid with 24.98 EUR.
func (d *desk) paid(t *testing.T) uuid.UUID {
	t.Helper()
	order, session := d.open(t)
	d.sim.press(t, session, "paid", "once")
	d.work(t)
	d.wantStatus(t, order, payments.StatusCaptured)
	return order
}

func (d *desk) wantRefunds(t *testing.T, ours, theirs string) {
	t.Helper()
	wantText(t, "our refunds", d.text(t, "SELECT coalesce(string_agg(amount || ' ' || status, ', ' ORDER BY amount), '') FROM payments.refunds"), ours)
	const q = "SELECT coalesce(string_agg(body ->> 'amount', ', ' ORDER BY body ->> 'amount'), '') FROM stripesim.objects WHERE kind = 'refund'"
	wantText(t, "the provider's refunds", d.text(t, q), theirs)
}

func TestRefund(t *testing.T) {
	t.Parallel()

	t.Run("goes back in parts until nothing is left", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order := d.paid(t)
		check(t, d.refund(t, order, eur(1000)))
		d.wantStatus(t, order, payments.StatusPartiallyRefunded)
		wantErr(t, d.refund(t, order, eur(1499)), payments.ErrRefundTooHigh)
		check(t, d.refund(t, order, eur(1498)))
		d.wantStatus(t, order, payments.StatusRefunded)
		wantErr(t, d.refund(t, order, eur(1)), payments.ErrRefundTooHigh)
		d.wantRefunds(t, "1000 pending, 1498 pending", "")
		for range 3 {
			check(t, d.SendRefunds(t.Context()))
			d.wantRefunds(t, "1000 succeeded, 1498 succeeded", "1000, 1498")
		}
	})
	t.Run("is refused for money that never came", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, _ := d.open(t)
		wantErr(t, d.refund(t, order, eur(1)), payments.ErrRefundTooHigh)
		_, err := d.Close(t.Context(), order)
		check(t, err)
		wantErr(t, d.refund(t, order, eur(1)), payments.ErrRefundTooHigh)
	})
	t.Run("is refused in another currency", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		wantErr(t, d.refund(t, d.paid(t), money.Amount{Minor: 1, Currency: "USD"}), money.ErrCurrencyMismatch)
		d.wantRefunds(t, "", "")
	})
	t.Run("is decided once by ten at once", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order := d.paid(t)
		var wg sync.WaitGroup
		var refused atomic.Int32
		for range 10 {
			wg.Go(func() {
				if err := d.refund(t, order, eur(2000)); err != nil {
					wantErr(t, err, payments.ErrRefundTooHigh)
					refused.Add(1)
				}
			})
		}
		wg.Wait()
		if n := refused.Load(); n != 9 {
			t.Errorf("%d were refused, want 9", n)
		}
		wg = sync.WaitGroup{}
		for range 4 {
			wg.Go(func() {
				if err := d.SendRefunds(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		check(t, d.SendRefunds(t.Context()))
		d.wantRefunds(t, "2000 succeeded", "2000")
	})
	for name, fault := range map[string]stripesim.Fault{
		"is down": {Status: 500}, "refuses connections": {Refuse: true}, "loses its answer": {LoseAnswer: true},
	} {
		t.Run("goes back once although the provider "+name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			check(t, d.refund(t, d.paid(t), eur(500)))
			d.sim.current().SetFault(fault)
			for range 2 {
				check(t, d.SendRefunds(t.Context()))
			}
			d.sim.current().SetFault(stripesim.Fault{})
			check(t, d.SendRefunds(t.Context()))
			wantText(t, "before its time", d.text(t, "SELECT status || ' ' || attempts FROM payments.refunds"), "pending 1")
			d.sim.skip(6 * time.Second)
			check(t, d.SendRefunds(t.Context()))
			d.wantRefunds(t, "500 succeeded", "500")
		})
	}
	t.Run("that the provider refuses is left to a person", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		check(t, d.refund(t, d.paid(t), eur(500)))
		d.exec(t, "UPDATE payments.payments SET provider_intent = 'pi_unknown'")
		for range 2 {
			check(t, d.SendRefunds(t.Context()))
			d.wantRefunds(t, "500 failed", "")
		}
		check(t, d.bus.Drain(t.Context()))
		wantText(t, "announced", d.announced(), "final")
	})
	t.Run("that is not taken for long is announced once, and tried on", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		check(t, d.refund(t, d.paid(t), eur(500)))
		d.sim.current().SetFault(stripesim.Fault{Status: 500})
		for range 14 {
			check(t, d.SendRefunds(t.Context()))
			d.sim.skip(6 * time.Hour)
		}
		check(t, d.bus.Drain(t.Context()))
		wantText(t, "announced", d.announced(), "stuck")
		d.sim.current().SetFault(stripesim.Fault{})
		check(t, d.SendRefunds(t.Context()))
		d.wantRefunds(t, "500 succeeded", "500")
	})
	t.Run("is decided once under one id", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		in := payments.RefundOrderInput{ID: uuid.New(), OrderID: d.paid(t), Amount: eur(500), Reason: "test"}
		again := func() error {
			return db.InTx(t.Context(), d.pool, func(tx db.Tx) error { return d.RefundTx(t.Context(), tx, in) })
		}
		check(t, again())
		check(t, again())
		d.wantRefunds(t, "500 pending", "")
		if in.Amount = eur(501); again() == nil {
			t.Error("another amount is taken under the same id")
		}
	})
	t.Run("that takes the provider days is asked about until it is over", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		check(t, d.refund(t, d.paid(t), eur(500)))
		// The simulator's refunds succeed at once: ours hears of it only now.
		check(t, d.SendRefunds(t.Context()))
		d.exec(t, "UPDATE payments.refunds SET status = 'pending', provider_ref = NULL, processed_at = NULL, next_attempt_at = NULL")
		theirs := func(status string) {
			d.exec(t, "UPDATE stripesim.objects SET body = jsonb_set(body, '{status}', to_jsonb($1::text)) WHERE kind = 'refund'", status)
		}
		theirs("pending")
		check(t, d.SendRefunds(t.Context()))
		d.wantRefunds(t, "500 pending", "500")
		theirs("failed")
		check(t, d.SendRefunds(t.Context())) // it was asked about just now
		d.wantRefunds(t, "500 pending", "500")
		d.sim.skip(2 * time.Hour)
		check(t, d.SendRefunds(t.Context()))
		d.wantRefunds(t, "500 failed", "500")
	})
	t.Run("that was refused is tried again until it works, and then no more", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order := d.paid(t)
		check(t, d.refund(t, order, eur(500)))
		intent := d.text(t, "SELECT provider_intent FROM payments.payments")
		d.exec(t, "UPDATE payments.payments SET provider_intent = 'pi_unknown'")
		wantErr(t, d.retry(t, order), payments.ErrRefundNotFailed)
		check(t, d.SendRefunds(t.Context()))
		d.wantRefunds(t, "500 failed", "")
		wantErr(t, d.retry(t, uuid.New()), payments.ErrRefundNotFound)
		check(t, d.retry(t, order))
		check(t, d.SendRefunds(t.Context()))
		d.wantRefunds(t, "500 failed", "")
		check(t, d.bus.Drain(t.Context()))
		wantText(t, "announced", d.announced(), "final final")

		d.exec(t, "UPDATE payments.payments SET provider_intent = $1", intent)
		check(t, d.retry(t, order))
		wantErr(t, d.retry(t, order), payments.ErrRefundNotFailed)
		for range 2 {
			check(t, d.SendRefunds(t.Context()))
			d.wantRefunds(t, "500 succeeded", "500")
		}
		wantErr(t, d.retry(t, order), payments.ErrRefundNotFailed)
	})
	t.Run("that failed at the provider is made there anew", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order := d.paid(t)
		check(t, d.refund(t, order, eur(2498)))
		check(t, d.SendRefunds(t.Context()))
		d.exec(t, "UPDATE payments.refunds SET status = 'failed'")
		d.exec(t, `UPDATE stripesim.objects SET body = jsonb_set(body, '{status}', '"failed"') WHERE kind = 'refund'`)
		check(t, d.retry(t, order))
		check(t, d.SendRefunds(t.Context()))
		d.wantRefunds(t, "2498 succeeded", "2498, 2498")
	})
}
