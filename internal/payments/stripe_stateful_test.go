package payments_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stripe/stripe-go/v85"
	"github.com/stripe/stripe-go/v85/webhook"

	"rialto/internal/money"
	"rialto/internal/payments"
	"rialto/internal/stripesim"
)

const completed = "checkout.session.completed"

func TestStripeSession(t *testing.T) {
	t.Parallel()

	t.Run("charges the sum of the lines", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		if s := m.open(t); s.Amount != eur(2498) {
			t.Errorf("got %s, want 24.98 EUR", s.Amount)
		}
	})

	t.Run("is paid after a card was declined", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		s := m.open(t)
		if status, _ := m.press(t, s, "declined", "once"); status != http.StatusPaymentRequired {
			t.Errorf("declined: got status %d", status)
		}
		s, err := m.Session(t.Context(), s.Ref)
		check(t, err)
		if s.State != payments.SessionOpen || s.URL == "" || s.Intent == "" {
			t.Errorf("after the decline got %+v", s)
		}
		declinedWith := s.Intent

		status, location := m.press(t, s, "paid", "once")
		if want := "https://shop.example/thanks?s=" + s.Ref; status != http.StatusSeeOther || location != want {
			t.Errorf("paid: got %d to %q, want 303 to %q", status, location, want)
		}
		s, err = m.Session(t.Context(), s.Ref)
		check(t, err)
		if s.State != payments.SessionPaid || s.URL != "" || s.Amount != eur(2498) || s.Intent != declinedWith {
			t.Errorf("after the payment got %+v", s)
		}
		var types []string
		for _, w := range m.delivered(t) {
			types = append(types, w.event.Type)
		}
		if got := strings.Join(types, " "); len(types) != 2 || !strings.Contains(got, completed) || !strings.Contains(got, "payment_intent.payment_failed") {
			t.Errorf("got webhooks %s", got)
		}
	})

	t.Run("stays open when the buyer cancels", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		s := m.open(t)
		if status, location := m.press(t, s, "cancelled", ""); status != http.StatusSeeOther || location != "https://shop.example/cart" {
			t.Errorf("got %d to %q", status, location)
		}
		s, err := m.Session(t.Context(), s.Ref)
		check(t, err)
		if s.State != payments.SessionOpen {
			t.Errorf("got %q", s.State)
		}
	})

	t.Run("is paid once by ten clicks at once", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		s := m.open(t)
		var mu sync.Mutex
		answers := map[int]int{}
		var clicks sync.WaitGroup
		for range 10 {
			clicks.Go(func() {
				status, _ := m.press(t, s, "paid", "once")
				mu.Lock()
				defer mu.Unlock()
				answers[status]++
			})
		}
		clicks.Wait()
		if answers[http.StatusSeeOther] != 1 || answers[http.StatusConflict] != 9 {
			t.Errorf("got answers %v, want one 303 and nine 409", answers)
		}
		if n := len(m.events(t, completed)); n != 1 {
			t.Errorf("got %d events, want 1", n)
		}
		if n := len(m.delivered(t)); n != 1 {
			t.Errorf("got %d webhooks, want 1", n)
		}
	})

	t.Run("is not expired once it is paid", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		s := m.open(t)
		m.press(t, s, "paid", "never")
		got, err := m.ExpireSession(t.Context(), s.Ref)
		check(t, err)
		if got.State != payments.SessionPaid {
			t.Errorf("got %q, want paid", got.State)
		}
	})

	t.Run("cannot be paid once it is expired", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		s := m.open(t)
		for range 2 {
			got, err := m.ExpireSession(t.Context(), s.Ref)
			check(t, err)
			if got.State != payments.SessionExpired || got.URL != "" {
				t.Errorf("got %+v", got)
			}
		}
		if status, _ := m.press(t, s, "paid", "once"); status != http.StatusConflict {
			t.Errorf("got status %d, want 409", status)
		}
		if n := len(m.events(t, completed)); n != 0 {
			t.Errorf("got %d events of a payment", n)
		}
	})

	t.Run("expires when its time is over", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		s := m.open(t)
		m.skip(61 * time.Minute)
		if status, _ := m.press(t, s, "paid", "once"); status != http.StatusConflict {
			t.Errorf("got status %d, want 409", status)
		}
		got := m.delivered(t)
		if len(got) != 1 || got[0].event.Type != "checkout.session.expired" || got[0].event.Session.State != payments.SessionExpired {
			t.Errorf("got webhooks %+v", got)
		}
	})

	t.Run("is unknown to a provider that did not make it", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		_, err := m.Session(t.Context(), "cs_test_other")
		wantErr(t, err, payments.ErrSessionUnknown)
		_, err = m.ExpireSession(t.Context(), "cs_test_other")
		wantErr(t, err, payments.ErrSessionUnknown)
	})

	t.Run("of more lines than Stripe takes has the same sum", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		in := sessionInput()
		in.Lines = nil
		for range 130 {
			in.Lines = append(in.Lines, payments.SessionLine{Name: "Pin", Quantity: 3, UnitPrice: eur(7)})
		}
		s, err := m.OpenSession(t.Context(), in)
		check(t, err)
		if s.Amount != eur(130*3*7) {
			t.Errorf("got %s", s.Amount)
		}
	})
}

func TestStripeCurrencies(t *testing.T) {
	t.Parallel()
	m := newSim(t)
	for _, a := range []money.Amount{
		{Minor: 1200, Currency: "JPY"}, {Minor: 5000, Currency: "ISK"}, {Minor: 120000, Currency: "MGA"},
		{Minor: 12340, Currency: "KWD"}, {Minor: 1299, Currency: "USD"},
	} {
		in := sessionInput()
		in.Lines = []payments.SessionLine{{Name: "Cup", Quantity: 1, UnitPrice: a}}
		s, err := m.OpenSession(t.Context(), in)
		check(t, err)
		if s.Amount != a {
			t.Errorf("sent %s, got %s", a, s.Amount)
		}
	}
	for _, a := range []money.Amount{{Minor: 12345, Currency: "KWD"}, {Minor: 120001, Currency: "MGA"}} {
		in := sessionInput()
		in.Lines = []payments.SessionLine{{Name: "Cup", Quantity: 1, UnitPrice: a}}
		_, err := m.OpenSession(t.Context(), in)
		wantErr(t, err, payments.ErrProviderRefused)
	}
}

func TestStripeIdempotency(t *testing.T) {
	t.Parallel()

	t.Run("the same call returns the same session", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		for name, expires := range map[string]time.Duration{"a time that Stripe takes": time.Hour, "a time that is moved": time.Minute} {
			in := sessionInput()
			in.ExpiresAt = time.Now().Add(expires)
			first, err := m.OpenSession(t.Context(), in)
			check(t, err)
			second, err := m.OpenSession(t.Context(), in)
			check(t, err)
			if first.Ref != second.Ref {
				t.Errorf("%s: got %s and %s", name, first.Ref, second.Ref)
			}
		}
	})

	t.Run("the same key for another call is refused", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		in := sessionInput()
		_, err := m.OpenSession(t.Context(), in)
		check(t, err)
		in.Lines[0].Quantity++
		_, err = m.OpenSession(t.Context(), in)
		wantErr(t, err, payments.ErrProviderRefused)
	})

	t.Run("ten calls at once make one session", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		in := sessionInput()
		var mu sync.Mutex
		refs := map[string]bool{}
		var calls sync.WaitGroup
		for range 10 {
			calls.Go(func() {
				s, err := m.OpenSession(t.Context(), in)
				for deadline := time.Now().Add(10 * time.Second); isUnavailable(err) && time.Now().Before(deadline); {
					s, err = m.OpenSession(t.Context(), in) // the first is still at it
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				refs[s.Ref] = true
			})
		}
		calls.Wait()
		if len(refs) != 1 {
			t.Errorf("got sessions %v", refs)
		}
	})

	t.Run("a lost answer is got by asking again", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		in := sessionInput()
		m.current().SetFault(stripesim.Fault{LoseAnswer: true})
		_, err := m.OpenSession(t.Context(), in)
		wantErr(t, err, payments.ErrProviderUnavailable)
		m.current().SetFault(stripesim.Fault{})
		_, err = m.OpenSession(t.Context(), in)
		check(t, err)
		var n int
		check(t, m.pool.QueryRow(t.Context(), `SELECT count(*) FROM stripesim.objects WHERE kind = 'checkout.session'`).Scan(&n))
		if n != 1 {
			t.Errorf("got %d sessions, want 1", n)
		}
	})
}

func TestStripeRefund(t *testing.T) {
	t.Parallel()
	m := newSim(t)
	intent := m.provider().paidIntent(t)
	in := payments.RefundInput{RefundID: uuid.New(), Intent: intent, Amount: eur(2000)}
	first, err := m.Refund(t.Context(), in)
	check(t, err)

	again, err := m.Refund(t.Context(), in)
	check(t, err)
	if again != first {
		t.Errorf("again: got %+v, want %+v", again, first)
	}
	m.skip(25 * time.Hour) // when Stripe has forgotten the key
	again, err = m.Refund(t.Context(), in)
	check(t, err)
	if again != first {
		t.Errorf("a day later: got %+v, want %+v", again, first)
	}

	in.RefundID = uuid.New()
	_, err = m.Refund(t.Context(), in)
	wantErr(t, err, payments.ErrProviderRefused) // 20 + 20 is more than was paid
	in.Amount = eur(498)
	_, err = m.Refund(t.Context(), in)
	check(t, err)
	_, err = m.Refund(t.Context(), payments.RefundInput{RefundID: uuid.New(), Intent: "pi_other", Amount: eur(1)})
	wantErr(t, err, payments.ErrProviderRefused)
}

func TestStripeFaults(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]stripesim.Fault{
		"answers 500": {Status: 500}, "answers 503": {Status: 503}, "answers 429": {Status: 429},
		"hangs": {Hang: true}, "hangs up": {Refuse: true},
	} {
		t.Run("is unavailable when the provider "+name, func(t *testing.T) {
			t.Parallel()
			m := newSim(t)
			s := m.open(t)
			m.current().SetFault(fault)
			impatient := m.adapter(simKey, 200*time.Millisecond)
			start := time.Now()
			_, err := impatient.OpenSession(t.Context(), sessionInput())
			wantErr(t, err, payments.ErrProviderUnavailable)
			_, err = impatient.Session(t.Context(), s.Ref)
			wantErr(t, err, payments.ErrProviderUnavailable)
			_, err = impatient.ExpireSession(t.Context(), s.Ref)
			wantErr(t, err, payments.ErrProviderUnavailable)
			for _, err := range impatient.EventsSince(t.Context(), time.Time{}) {
				wantErr(t, err, payments.ErrProviderUnavailable)
			}
			if took := time.Since(start); took > 4*time.Second {
				t.Errorf("four calls of at most 200 ms took %s", took)
			}
			if status, _ := m.press(t, s, "paid", "never"); status != http.StatusSeeOther {
				t.Errorf("the hosted page answered %d", status)
			}
			m.current().SetFault(stripesim.Fault{})
			s, err = impatient.Session(t.Context(), s.Ref)
			check(t, err)
			if s.State != payments.SessionPaid {
				t.Errorf("got %q", s.State)
			}
		})
	}
}

func TestStripeWebhook(t *testing.T) {
	t.Parallel()
	m := newSim(t)
	s := m.open(t)
	m.press(t, s, "paid", "once")
	got := m.delivered(t)
	if len(got) != 1 {
		t.Fatalf("got %d webhooks, want 1", len(got))
	}
	body, signature := got[0].body, got[0].signature

	t.Run("tells of the session", func(t *testing.T) {
		e := got[0].event
		if e.Type != completed || e.Stale || e.Session == nil || time.Since(e.CreatedAt) > time.Minute {
			t.Fatalf("got %+v", e)
		}
		now, err := m.Session(t.Context(), s.Ref)
		check(t, err)
		if *e.Session != now {
			t.Errorf("got session %+v, the provider says %+v", *e.Session, now)
		}
		listed := m.events(t, completed)
		if len(listed) != 1 || listed[0].ID != e.ID || *listed[0].Session != now {
			t.Errorf("listed %+v", listed)
		}
	})

	t.Run("refuses what the provider did not sign", func(t *testing.T) {
		for name, c := range map[string]struct{ body, signature string }{
			"a changed body":   {string(body) + " ", signature},
			"no signature":     {string(body), ""},
			"another secret":   {string(body), sign(body, "whsec_other", time.Now())},
			"an old signature": {string(body), sign(body, simSecret, time.Now().Add(-6*time.Minute))},
		} {
			if _, err := m.ParseWebhook([]byte(c.body), c.signature); err == nil {
				t.Errorf("took %s", name)
			} else {
				wantErr(t, err, payments.ErrBadSignature)
			}
		}
		open := payments.NewStripe(payments.StripeConfig{StripeSecrets: payments.StripeSecrets{Key: simKey}})
		_, err := open.ParseWebhook(body, sign(body, "", time.Now()))
		wantErr(t, err, payments.ErrBadSignature)
	})

	t.Run("of another API version is stale", func(t *testing.T) {
		for version, stale := range map[string]bool{"2025-03-31.basil": true, "": true, "2026-01-01.dahlia": false} {
			other := []byte(strings.Replace(string(body), stripe.APIVersion, version, 1))
			e, err := m.ParseWebhook(other, sign(other, simSecret, time.Now()))
			check(t, err)
			if e.Stale != stale || e.Session == nil || e.Session.Ref != s.Ref {
				t.Errorf("version %q: got stale %v, session %+v", version, e.Stale, e.Session)
			}
		}
	})

	t.Run("that is no event is an error", func(t *testing.T) {
		for _, text := range []string{"", "[]", "{}", `{"id":"evt_1"}`} {
			if _, err := m.ParseWebhook([]byte(text), sign([]byte(text), simSecret, time.Now())); err == nil {
				t.Errorf("took %q", text)
			}
		}
	})
}

func TestStripeDelivery(t *testing.T) {
	t.Parallel()

	t.Run("can be twice, never or late", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		m.press(t, m.open(t), "paid", "never")
		if got := m.delivered(t); len(got) != 0 {
			t.Errorf("never: got %d webhooks", len(got))
		}
		if n := len(m.events(t, completed)); n != 1 {
			t.Errorf("never: got %d events, want 1", n)
		}
		m.press(t, m.open(t), "paid", "twice")
		if got := m.delivered(t); len(got) != 2 || got[0].event.ID != got[1].event.ID {
			t.Errorf("twice: got %+v", got)
		}
		m.press(t, m.open(t), "paid", "late:90")
		m.skip(85 * time.Second)
		if n := len(m.delivered(t)); n != 2 {
			t.Errorf("late: came after 85 s")
		}
		m.skip(10 * time.Second)
		if n := len(m.delivered(t)); n != 3 {
			t.Errorf("late: did not come after 95 s")
		}
	})

	t.Run("is tried again with longer and longer waits", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		m.press(t, m.open(t), "paid", "once")
		m.setShopDown(true)
		for _, wait := range []time.Duration{0, time.Second, 5 * time.Second, 30 * time.Second} {
			m.skip(wait)
			n, err := m.current().DeliverDue(t.Context())
			check(t, err)
			if n != 1 {
				t.Errorf("after %s: got %d attempts, want 1", wait, n)
			}
		}
		m.setShopDown(false)
		if n := len(m.delivered(t)); n != 0 {
			t.Errorf("it did not wait")
		}
		m.skip(5 * time.Minute)
		if n := len(m.delivered(t)); n != 1 {
			t.Errorf("got %d webhooks, want 1", n)
		}
	})

	t.Run("goes on after a restart", func(t *testing.T) {
		t.Parallel()
		m := newSim(t)
		s := m.open(t)
		m.press(t, s, "paid", "once") // and before it is sent, the process dies
		m.start(t)
		got := m.delivered(t)
		if len(got) != 1 || got[0].event.Session.Ref != s.Ref {
			t.Fatalf("got webhooks %+v", got)
		}
		now, err := m.Session(t.Context(), s.Ref)
		check(t, err)
		if now.State != payments.SessionPaid {
			t.Errorf("got %q, want paid", now.State)
		}
	})
}

func sign(body []byte, secret string, at time.Time) string {
	return webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: secret, Timestamp: at}).Header
}
