package payments_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rialto/internal/money"
	"rialto/internal/payments"
)

// provider is another end of the wire for the contract.
type provider struct {
	url        string
	stripe     func(key string) *payments.Stripe
	key        string
	paidIntent func(t *testing.T) string // of a payment of 24.98 EUR or more
}

func TestStripeContract(t *testing.T) {
	t.Parallel()
	t.Run("simulator", func(t *testing.T) {
		t.Parallel()
		contract(t, newSim(t).provider())
	})
	t.Run("stripe-mock", func(t *testing.T) {
		t.Parallel()
		contract(t, startStripeMock(t))
	})
}

// contract is what the adapter does at every Stripe. stripe-mock knows
// Stripe's parameters but keeps nothing, so it asserts no more than that calls
// are taken and answers are read; the other tests, with the simulator, assert what they do.
func contract(t *testing.T, p provider) {
	s := p.stripe(p.key)

	t.Run("opens a session to pay with", func(t *testing.T) {
		t.Parallel()
		in := sessionInput()
		got, err := s.OpenSession(t.Context(), in)
		check(t, err)
		if !strings.HasPrefix(got.Ref, "cs_") || got.URL == "" {
			t.Errorf("got ref %q and url %q", got.Ref, got.URL)
		}
		if got.State != payments.SessionOpen || got.PaymentID != in.PaymentID {
			t.Errorf("got state %q of payment %s, want open of %s", got.State, got.PaymentID, in.PaymentID)
		}
	})

	t.Run("tells how a session stands", func(t *testing.T) {
		t.Parallel()
		opened, err := s.OpenSession(t.Context(), sessionInput())
		check(t, err)
		got, err := s.Session(t.Context(), opened.Ref)
		check(t, err)
		if got.Ref != opened.Ref || got.State == "" {
			t.Errorf("got %q, %q, want %q in some state", got.Ref, got.State, opened.Ref)
		}
	})

	t.Run("expires a session", func(t *testing.T) {
		t.Parallel()
		opened, err := s.OpenSession(t.Context(), sessionInput())
		check(t, err)
		got, err := s.ExpireSession(t.Context(), opened.Ref)
		check(t, err)
		if !strings.HasPrefix(got.Ref, "cs_") || got.State == "" {
			t.Errorf("got %+v", got)
		}
	})

	t.Run("refunds", func(t *testing.T) {
		t.Parallel()
		got, err := s.Refund(t.Context(), payments.RefundInput{
			RefundID: uuid.New(), Intent: p.paidIntent(t), Amount: eur(100),
		})
		check(t, err)
		if !strings.HasPrefix(got.Ref, "re_") || got.Status != "succeeded" {
			t.Errorf("got %+v", got)
		}
	})

	t.Run("lists events", func(t *testing.T) {
		t.Parallel()
		for e, err := range s.EventsSince(t.Context(), time.Now().Add(-time.Hour)) {
			check(t, err)
			if e.ID == "" || e.Type == "" || len(e.Payload) == 0 {
				t.Errorf("got %+v", e)
			}
		}
	})

	// The adapter sends none of these: this is to show that a mistake of it
	// would be seen here.
	for name, change := range map[string][2]string{
		"an unknown parameter":  {"colour", "blue"},
		"an unknown mode":       {"mode", "bogus"},
		"a number that is none": {"line_items[0][quantity]", "many"},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			t.Parallel()
			form := url.Values{"mode": {"payment"}, "success_url": {"https://shop.example/"}, "line_items[0][quantity]": {"1"}}
			form.Set(change[0], change[1])
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/v1/checkout/sessions", strings.NewReader(form.Encode()))
			check(t, err)
			r.Header.Set("Authorization", "Bearer "+p.key)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			resp, err := http.DefaultClient.Do(r)
			check(t, err)
			defer resp.Body.Close()
			var answer struct{ Error struct{ Type string } }
			check(t, json.NewDecoder(resp.Body).Decode(&answer))
			if resp.StatusCode != http.StatusBadRequest || answer.Error.Type != "invalid_request_error" {
				t.Errorf("got %d %q", resp.StatusCode, answer.Error.Type)
			}
		})
	}

	t.Run("says that a bad key is refused", func(t *testing.T) {
		t.Parallel()
		_, err := p.stripe("nonsense").Session(t.Context(), "cs_test_1")
		wantErr(t, err, payments.ErrProviderRefused)
	})

	t.Run("says that it is unavailable when the caller's time is over", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
		defer cancel()
		_, err := s.OpenSession(ctx, sessionInput())
		wantErr(t, err, payments.ErrProviderUnavailable)
	})
}

func sessionInput() payments.SessionInput {
	payment := uuid.New()
	return payments.SessionInput{
		PaymentID: payment, OrderID: uuid.New(), OrderNumber: "R-1001", Email: "ada@example.com",
		Lines: []payments.SessionLine{
			{Name: "Linen shirt, blue", Quantity: 2, UnitPrice: eur(999)},
			{Name: "Shipping", Quantity: 1, UnitPrice: eur(500)},
		},
		SuccessURL: "https://shop.example/thanks?s={CHECKOUT_SESSION_ID}", CancelURL: "https://shop.example/cart",
		ExpiresAt: time.Now().Add(time.Hour), IdempotencyKey: payment.String(),
	}
}

func eur(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "EUR"} }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}
