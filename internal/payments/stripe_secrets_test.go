package payments_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v85/webhook"

	"rialto/internal/payments"
)

// TestKeyIsReplacedWhileACallIsMade has Stripe refuse the key of a call that is on its way
// when another takes its place.
func TestKeyIsReplacedWhileACallIsMade(t *testing.T) {
	t.Parallel()
	var stripe *payments.Stripe
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		if r.Header.Get("Authorization") == "Bearer new" && r.FormValue("mode") == "" {
			_, _ = w.Write([]byte(`{"id":"cs_1","object":"checkout.session","status":"expired"}`))
			return
		}
		stripe.Use(payments.StripeSecrets{Key: "new"})
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"error":{"type":"invalid_request_error","message":"Expired API Key provided"}}`))
	}))
	t.Cleanup(server.Close)
	stripe = payments.NewStripe(payments.StripeConfig{StripeSecrets: payments.StripeSecrets{Key: "old"}, BaseURL: server.URL})
	if _, err := stripe.ExpireSession(t.Context(), "cs_1"); err != nil {
		t.Errorf("the call failed: %v", err)
	}
	if n := calls.Load(); n != 2 {
		t.Errorf("it was made %d times", n)
	}
}

func TestWebhooksOfBothSecretsAreTaken(t *testing.T) {
	t.Parallel()
	stripe := payments.NewStripe(payments.StripeConfig{StripeSecrets: payments.StripeSecrets{Webhooks: []string{"old"}}})
	accepts := func(secret string) bool {
		signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{
			Payload: []byte(`{"id":"evt_1","object":"event","type":"x","data":{"object":{}}}`), Secret: secret, Timestamp: time.Now(),
		})
		_, err := stripe.ParseWebhook(signed.Payload, signed.Header)
		if err != nil && !errors.Is(err, payments.ErrBadSignature) {
			t.Error(err)
		}
		return err == nil
	}
	for _, step := range []struct {
		use      []string
		old, new bool
	}{{[]string{"old"}, true, false}, {[]string{"old", "new"}, true, true}, {[]string{"new"}, false, true}, {nil, false, false}} {
		stripe.Use(payments.StripeSecrets{Webhooks: step.use})
		if accepts("old") != step.old || accepts("new") != step.new {
			t.Errorf("with %v: old %v, new %v", step.use, accepts("old"), accepts("new"))
		}
	}
}
