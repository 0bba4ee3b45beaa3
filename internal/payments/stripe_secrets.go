package payments

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/stripe/stripe-go/v85/webhook"
)

// keySetLater is what the SDK believes the key of the API to be.
const keySetLater = "set when the request is sent"

// stripeSecrets are those that are in use.
type stripeSecrets struct{ now atomic.Pointer[StripeSecrets] }

func newStripeSecrets(from StripeSecrets) *stripeSecrets {
	s := &stripeSecrets{}
	s.now.Store(&from)
	return s
}

// Use takes other secrets from now on. A call that Stripe refuses because of the former key
// is made again with the new one.
func (s *Stripe) Use(secrets StripeSecrets) { s.secrets.now.Store(&secrets) }

// authorized sends requests with the key that is in use when they leave.
type authorized struct {
	next    http.RoundTripper
	secrets *stripeSecrets
}

// RoundTrip implements http.RoundTripper.
func (a authorized) RoundTrip(r *http.Request) (*http.Response, error) {
	key := a.secrets.now.Load().Key
	answer, err := a.next.RoundTrip(with(r, key))
	if err != nil || answer.StatusCode != http.StatusUnauthorized || r.Body != nil && r.GetBody == nil {
		return answer, err
	}
	newer := a.secrets.now.Load().Key
	if newer == key {
		return answer, nil
	}
	again := with(r, newer)
	if r.GetBody != nil {
		if again.Body, err = r.GetBody(); err != nil {
			return answer, nil //nolint:nilerr // the answer says what was wrong
		}
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection is used again
	_ = answer.Body.Close()
	return a.next.RoundTrip(again)
}

func with(r *http.Request, key string) *http.Request {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+key)
	return r
}

// signed says whether one of the secrets signed the body of a webhook.
func (s *stripeSecrets) signed(payload []byte, signature string) error {
	err := errors.New("no webhook secret is configured")
	for _, secret := range s.now.Load().Webhooks {
		if err = webhook.ValidatePayload(payload, signature, secret); err == nil {
			return nil
		}
	}
	return err
}
