package payments_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/db"
	"rialto/internal/payments"
)

const buyer = "ada@example.com" // of bill

// forget decides that the provider is to forget the order's buyer.
func (d *desk) forget(t *testing.T, order uuid.UUID) {
	t.Helper()
	check(t, db.InTx(t.Context(), d.pool, func(tx db.Tx) error { return d.ForgetBuyerTx(t.Context(), tx, []uuid.UUID{order}) }))
}

// redactions lets so many rounds of the chore pass, an hour apart, and says
// how the redaction of the order stands.
func (d *desk) redactions(t *testing.T, order uuid.UUID, rounds int) string {
	t.Helper()
	for range rounds {
		check(t, d.SendRedactions(t.Context()))
		d.sim.skip(time.Hour)
	}
	return d.text(t, `
		SELECT CASE WHEN r.done_at IS NOT NULL THEN 'done' WHEN r.problem IS NOT NULL THEN 'problem: ' || r.problem ELSE 'waiting' END
		FROM payments.redactions r JOIN payments.payments p ON p.id = r.payment_id WHERE p.order_id = $1`, order)
}

// known is what the provider still says of the buyer.
func (d *desk) known(t *testing.T) string {
	t.Helper()
	return d.text(t, `
		SELECT coalesce(string_agg(kind, ' ' ORDER BY seq), '')
		FROM (SELECT seq, kind FROM stripesim.objects WHERE body::text LIKE '%' || $1 || '%'
		      UNION ALL
		      SELECT 0, 'answer' FROM stripesim.idempotency WHERE convert_from(answer, 'UTF8') LIKE '%' || $1 || '%') kept`, buyer)
}

func TestRedaction(t *testing.T) {
	t.Parallel()

	t.Run("makes the provider forget a buyer once nothing can be disputed", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "once")
		d.work(t)
		d.forget(t, order)
		wantText(t, "while it can be disputed", d.redactions(t, order, 3), "waiting")
		wantText(t, "the provider knows", d.known(t), "answer checkout.session event")

		d.sim.skip(120 * 24 * time.Hour)
		wantText(t, "afterwards", d.redactions(t, order, 4), "done")
		wantText(t, "the provider knows", d.known(t), "")
		d.wantStatus(t, order, payments.StatusCaptured)
		d.forget(t, order)
		wantText(t, "asked again", d.redactions(t, order, 1), "done")
	})

	t.Run("waits for an order that may still be paid, and then for a day", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, _ := d.open(t)
		d.forget(t, order)
		wantText(t, "while it is open", d.redactions(t, order, 2), "waiting")
		_, err := d.Close(t.Context(), order)
		check(t, err)
		wantText(t, "after it ended", d.redactions(t, order, 2), "waiting")
		d.sim.skip(24 * time.Hour)
		wantText(t, "a day later", d.redactions(t, order, 4), "done")
		wantText(t, "the provider knows", d.known(t), "")
	})

	t.Run("waits for a refund that is not sent yet", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "once")
		d.work(t)
		check(t, d.refund(t, order, eur(500)))
		d.forget(t, order)
		d.sim.skip(121 * 24 * time.Hour)
		wantText(t, "before the refund", d.redactions(t, order, 3), "waiting")
		check(t, d.SendRefunds(t.Context()))
		wantText(t, "after it", d.redactions(t, order, 4), "done")
		wantText(t, "refunds", d.text(t, "SELECT string_agg(status, ' ') FROM payments.refunds"), "succeeded")
	})

	t.Run("of a payment without a page needs nobody and opens none", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order := d.bill(t)
		d.forget(t, order)
		d.sim.skip(time.Minute)
		check(t, d.Reconcile(t.Context()))
		wantText(t, "sessions", d.text(t, "SELECT count(*)::text FROM stripesim.objects"), "0")
		wantText(t, "while its order may be paid", d.redactions(t, order, 1), "waiting")
		_, err := d.Close(t.Context(), order)
		check(t, err)
		wantText(t, "afterwards", d.redactions(t, order, 1), "done")
	})

	t.Run("is tried again while the provider does not answer", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, _ := d.open(t)
		_, err := d.Close(t.Context(), order)
		check(t, err)
		d.forget(t, order)
		d.sim.skip(25 * time.Hour)
		d.sim.post(t, "/control", "fault=error")
		wantText(t, "while it is down", d.redactions(t, order, 3), "waiting")
		d.sim.post(t, "/control", "fault=none")
		d.sim.skip(24 * time.Hour)
		wantText(t, "afterwards", d.redactions(t, order, 8), "done")
	})

	t.Run("that the provider refuses is left to a person and counted", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		_, err := d.Close(t.Context(), order)
		check(t, err)
		d.forget(t, order)
		d.sim.skip(25 * time.Hour)
		// Another job holds the session: the provider's check fails.
		d.exec(t, "UPDATE stripesim.objects SET body = body || '{\"status\": \"open\"}' WHERE id = $1", session.Ref)
		if got := d.redactions(t, order, 4); !strings.HasPrefix(got, "problem: job prj_") {
			t.Errorf("got %q", got)
		}
		if n := counted(t, d.Service); n != 1 {
			t.Errorf("counted %v", n)
		}
		requests := d.text(t, "SELECT count(*)::text FROM stripesim.objects WHERE kind LIKE 'privacy.%'")
		d.sim.skip(1000 * time.Hour)
		d.redactions(t, order, 3)
		wantText(t, "jobs at the provider", d.text(t, "SELECT count(*)::text FROM stripesim.objects WHERE kind LIKE 'privacy.%'"), requests)
	})

	t.Run("is refused to an account without the preview", func(t *testing.T) {
		t.Parallel()
		mock := startStripeMock(t)
		_, err := mock.stripe(mock.key).BeginRedaction(t.Context(), uuid.New(), "cs_1", "pi_1")
		wantErr(t, err, payments.ErrProviderRefused)
	})

	t.Run("leaves nothing that can be refunded", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "once")
		d.work(t)
		d.forget(t, order)
		d.sim.skip(121 * 24 * time.Hour)
		wantText(t, "redaction", d.redactions(t, order, 4), "done")
		check(t, d.refund(t, order, eur(500)))
		check(t, d.SendRefunds(t.Context()))
		wantText(t, "refunds", d.text(t, "SELECT string_agg(status, ' ') FROM payments.refunds"), "failed")
	})
}

func TestStoredEventsDoNotNameTheBuyer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order, session := d.open(t)
	d.sim.press(t, session, "declined", "once")
	wantText(t, "outcomes", d.work(t), "ignored")
	d.sim.press(t, session, "paid", "once")
	wantText(t, "outcomes", d.work(t), "ignored captured")
	d.wantStatus(t, order, payments.StatusCaptured)
	if sent := d.sim.delivered(t); !strings.Contains(string(sent[1].body), buyer) {
		t.Fatal("the provider does not say who the buyer is: this shows nothing")
	}
	for _, personal := range []string{buyer, "shop.example", "success_url", "receipt_email"} {
		wantText(t, "events with "+personal, d.text(t, "SELECT count(*)::text FROM payments.webhook_events WHERE payload::text LIKE '%' || $1 || '%'", personal), "0")
	}
}

func TestEventsAreForgotten(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, session := d.open(t)
	d.sim.press(t, session, "paid", "once")
	d.work(t)
	count := func() string { return d.text(t, "SELECT count(*)::text FROM payments.webhook_events") }
	check(t, d.ForgetEvents(t.Context()))
	wantText(t, "fresh events", count(), "1")
	d.sim.skip(payments.KeepEvents + time.Hour)
	check(t, d.ForgetEvents(t.Context()))
	wantText(t, "old events", count(), "0")
}

func (m *sim) post(t *testing.T, path, form string) {
	t.Helper()
	resp, err := http.Post(m.url+path, "application/x-www-form-urlencoded", strings.NewReader(form))
	check(t, err)
	resp.Body.Close()
	if resp.StatusCode >= 400 {
		t.Fatalf("%s: %d", path, resp.StatusCode)
	}
}

func counted(t *testing.T, c prometheus.Collector) float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	check(t, err)
	for _, f := range families {
		if f.GetName() == "rialto_payment_redactions_refused_total" {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatal("buyers who were not forgotten are not counted")
	return 0
}
