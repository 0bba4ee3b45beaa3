package payments_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stripe/stripe-go/v85"
	"github.com/stripe/stripe-go/v85/webhook"

	"rialto/internal/payments"
)

const apiVersion = stripe.APIVersion

const (
	typeCompleted = "checkout.session.completed"
	typeExpired   = "checkout.session.expired"
)

func TestWebhook(t *testing.T) {
	t.Parallel()

	for _, deliver := range []string{"once", "twice"} {
		t.Run("delivered "+deliver+" captures once", func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			order, session := d.open(t)
			d.sim.press(t, session, "paid", deliver)
			wantText(t, "outcomes", d.work(t), "captured")
			d.wantStatus(t, order, payments.StatusCaptured)
			d.wantCaptured(t, order, 1)
		})
	}

	t.Run("that comes late is as good", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "late:3600")
		wantText(t, "outcomes", d.work(t), "")
		d.wantStatus(t, order, payments.StatusPending)
		d.sim.skip(time.Hour)
		wantText(t, "outcomes", d.work(t), "captured")
		d.wantStatus(t, order, payments.StatusCaptured)
	})

	t.Run("that comes out of order changes nothing twice", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		expired := d.event(t, typeExpired, session.Ref, map[string]any{"status": "expired"})
		d.sim.press(t, session, "paid", "never")
		completed := d.event(t, typeCompleted, session.Ref, nil)
		for _, step := range []struct {
			event  []byte
			status payments.Status
			times  int
		}{
			{expired, payments.StatusCancelled, 0}, {completed, payments.StatusCaptured, 1}, {expired, payments.StatusCaptured, 1},
			{completed, payments.StatusCaptured, 1}, {d.event(t, typeExpired, session.Ref, map[string]any{"status": "expired"}), payments.StatusCaptured, 1},
			{d.event(t, typeCompleted, session.Ref, nil), payments.StatusCaptured, 1},
		} {
			check(t, d.receive(t, step.event))
			d.work(t)
			d.wantStatus(t, order, step.status)
			d.wantCaptured(t, order, step.times)
		}
		wantText(t, "outcomes", d.work(t), "cancelled captured unchanged unchanged")
	})

	t.Run("about a session that nobody was told of counts by its payment", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.exec(t, "UPDATE payments.payments SET provider_ref = NULL, url = NULL WHERE order_id = $1", order) // the answer was lost
		d.sim.press(t, session, "paid", "once")
		wantText(t, "outcomes", d.work(t), "captured")
		d.wantStatus(t, order, payments.StatusCaptured)
	})

	t.Run("of an older API version makes us ask", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		order, session := d.open(t)
		d.sim.press(t, session, "paid", "never")
		old := bytes.Replace(d.event(t, typeCompleted, session.Ref, nil), []byte(apiVersion), []byte("2024-06-20.acacia"), 1)
		check(t, d.receive(t, old))
		wantText(t, "outcomes", d.work(t), "ignored")
		d.wantStatus(t, order, payments.StatusPending)
		check(t, d.Reconcile(t.Context()))
		d.wantStatus(t, order, payments.StatusCaptured)
	})
}

func TestWebhookOverAnotherSum(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]map[string]any{
		"a smaller amount": {"amount_total": 100},
		"a larger amount":  {"amount_total": 999_999},
		"another currency": {"currency": "usd"},
	} {
		t.Run(name+" captures nothing and calls a person", func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			order, session := d.open(t)
			d.sim.press(t, session, "paid", "never")
			check(t, d.receive(t, d.event(t, typeCompleted, session.Ref, change)))
			wantText(t, "outcomes", d.work(t), "amount_mismatch")
			d.wantStatus(t, order, payments.StatusPending)
			d.wantCaptured(t, order, 0)
			const problem = "SELECT coalesce(problem, '') FROM payments.payments WHERE order_id = $1"
			if p := d.text(t, problem, order); !strings.Contains(p, session.Ref) {
				t.Errorf("problem %q", p)
			}

			check(t, d.receive(t, d.event(t, typeCompleted, session.Ref, nil)))
			wantText(t, "outcomes", d.work(t), "amount_mismatch captured")
			d.wantStatus(t, order, payments.StatusCaptured)
			d.wantCaptured(t, order, 1)
			wantText(t, "problem after the right event", d.text(t, problem, order), "")
		})
	}
}

func TestWebhookAboutSomethingElse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order, session := d.open(t)
	d.sim.press(t, session, "declined", "once") // payment_intent.payment_failed
	wantText(t, "outcomes", d.work(t), "ignored")

	stranger := map[string]any{"id": "cs_test_stranger", "client_reference_id": uuid.NewString()}
	check(t, d.receive(t, d.event(t, typeCompleted, session.Ref, stranger)))
	nameless := map[string]any{"id": "cs_test_nameless", "client_reference_id": nil}
	check(t, d.receive(t, d.event(t, typeCompleted, session.Ref, nameless)))
	check(t, d.receive(t, body(t, "customer.created", map[string]any{"object": "customer", "id": "cus_1"})))
	wantText(t, "outcomes", d.work(t), "ignored unknown_session unknown_session ignored")
	d.wantStatus(t, order, payments.StatusPending)
}

func TestWebhookThatIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order, session := d.open(t)
	d.sim.press(t, session, "paid", "never")
	payload := d.event(t, typeCompleted, session.Ref, nil)
	sign := func(secret string, at time.Time) string {
		return webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: payload, Secret: secret, Timestamp: at}).Header
	}
	for name, c := range map[string]struct {
		payload   []byte
		signature string
	}{
		"without a signature":          {payload, ""},
		"with garbage for one":         {payload, "t=x,v1=y"},
		"signed with another secret":   {payload, sign("whsec_other", time.Now())},
		"signed ten minutes ago":       {payload, sign(simSecret, time.Now().Add(-10*time.Minute))},
		"changed by one byte":          {bytes.Replace(payload, []byte("2498"), []byte("2499"), 1), sign(simSecret, time.Now())},
		"with a newline at its end":    {append(bytes.Clone(payload), '\n'), sign(simSecret, time.Now())},
		"with another body altogether": {[]byte("{}"), sign(simSecret, time.Now())},
	} {
		t.Run(name, func(t *testing.T) {
			wantErr(t, d.Receive(t.Context(), c.payload, c.signature), payments.ErrBadSignature)
		})
	}
	for _, malformed := range []string{"", "null", "{}", "[]", `"x"`, "{", "not json", `{"id":"evt_1"}`, `{"id":"evt_1","data":7}`, `{"data":{"object":{}}}`} {
		t.Run("signed and malformed: "+malformed, func(t *testing.T) {
			wantErr(t, d.receive(t, []byte(malformed)), payments.ErrBadEvent)
		})
	}
	wantText(t, "stored events", d.text(t, "SELECT count(*)::text FROM payments.webhook_events"), "0")
	wantText(t, "outcomes", d.work(t), "")
	d.wantStatus(t, order, payments.StatusPending)
}

func TestWebhooksAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order, session := d.open(t)
	d.sim.press(t, session, "paid", "never")
	same := d.event(t, typeCompleted, session.Ref, nil)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if err := d.receive(t, same); err != nil {
				t.Error(err)
			}
		})
		another := d.event(t, typeCompleted, session.Ref, nil)
		wg.Go(func() {
			if err := d.receive(t, another); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	outcomes := d.work(t)
	if n := strings.Count(outcomes, "captured"); n != 1 || strings.Count(outcomes, "unchanged") != 10 {
		t.Errorf("outcomes %s", outcomes)
	}
	wantText(t, "deliveries of the repeated one", d.text(t, "SELECT max(deliveries)::text FROM payments.webhook_events"), "10")
	d.wantCaptured(t, order, 1)
}
