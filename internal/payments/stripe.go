package payments

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stripe/stripe-go/v85"

	"rialto/internal/errs"
	"rialto/internal/traces"
)

// ErrProviderUnavailable means that the provider did not answer, or not in a
// way that says what happened: no connection, a timeout, a 5xx, a rate limit,
// or the same idempotency key still being worked on. The call may be repeated
// with the same idempotency key.
var ErrProviderUnavailable = errs.New(errs.Unavailable, "payment_provider_unavailable",
	"The payment provider does not answer. Nothing was charged; try again in a moment.").
	After(5 * time.Second)

var (
	// errProviderRefused means that the provider understood the call and will
	// not do it, so that repeating it is of no use. The text names Stripe's
	// error code, parameter and request id, never its message: that one may
	// repeat what the buyer typed.
	errProviderRefused = errors.New("refused by the payment provider")
	// errSessionUnknown means that the provider has no session of that name.
	errSessionUnknown = errors.New("the payment provider knows no such session")
)

const defaultTimeout = 10 * time.Second

// StripeConfig is how to reach Stripe.
type StripeConfig struct {
	StripeSecrets
	BaseURL string        // empty: Stripe itself; else e.g. the simulator's prefix
	Timeout time.Duration // of one call; 0 means 10 s. A caller's shorter deadline wins
}

// StripeSecrets are what Stripe and we know each other by. They may be replaced while calls
// are made.
type StripeSecrets struct {
	Key string // of the API
	// Webhooks sign webhooks; each of them may. Without any, every webhook is refused.
	Webhooks []string
}

// Stripe is the payment provider, through hosted Checkout Sessions. It keeps
// no state and writes nothing down; it is safe for concurrent use.
type Stripe struct {
	client  *stripe.Client
	raw     stripe.RawRequestBackend // for what the client has no types for
	secrets *stripeSecrets
	now     func() time.Time
	calls   *prometheus.HistogramVec
}

// NewStripe returns a Stripe. It makes no call.
func NewStripe(cfg StripeConfig) *Stripe {
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	pooled := http.DefaultTransport.(*http.Transport).Clone()
	pooled.MaxIdleConnsPerHost = pooled.MaxIdleConns // there is one host
	var transport http.RoundTripper = pooled
	if cfg.BaseURL != "" {
		transport = mounted{strings.TrimSuffix(cfg.BaseURL, "/"), pooled}
	}
	calls, secrets := newCalls(), newStripeSecrets(cfg.StripeSecrets)
	transport = traces.Transport("stripe", counting{transport, calls}, func(r *http.Request) string { return callOf(r.Method, r.URL.Path) })
	hc := &http.Client{Timeout: cfg.Timeout, Transport: authorized{transport, secrets}}
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		HTTPClient: hc,
		// The SDK's retries cover lost connections only, and it sleeps between
		// them without looking at the deadline. Callers retry, with the key.
		MaxNetworkRetries: stripe.Int64(0),
		EnableTelemetry:   stripe.Bool(false),
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
	})
	return &Stripe{
		client: stripe.NewClient(keySetLater, stripe.WithBackends(&stripe.Backends{
			API: backend, Connect: backend, Uploads: backend, MeterEvents: backend,
		})),
		raw:     backend.(stripe.RawRequestBackend),
		secrets: secrets,
		now:     time.Now,
		calls:   calls,
	}
}

// mounted sends what the SDK wants to send to Stripe to a base URL instead.
// The SDK itself takes another host, but not a path before its own.
type mounted struct {
	baseURL   string
	transport http.RoundTripper
}

func (m mounted) RoundTrip(r *http.Request) (*http.Response, error) {
	u, err := url.Parse(m.baseURL + r.URL.RequestURI())
	if err != nil {
		return nil, fmt.Errorf("provider's base url: %w", err)
	}
	r = r.Clone(r.Context())
	r.URL, r.Host = u, u.Host
	return m.transport.RoundTrip(r)
}

// stripeError says of an SDK error what a caller can do about it.
func stripeError(err error) error {
	var se *stripe.Error
	if !errors.As(err, &se) {
		// No connection, no answer in time, or an answer that is not Stripe's.
		return ErrProviderUnavailable.Because(err)
	}
	text := strings.TrimSpace(fmt.Sprintf("status %d %s %s %s request %s",
		se.HTTPStatusCode, se.Type, se.Code, se.Param, se.RequestID))
	switch {
	case se.HTTPStatusCode >= 500, se.HTTPStatusCode == http.StatusTooManyRequests,
		se.HTTPStatusCode == http.StatusConflict:
		return ErrProviderUnavailable.Because(errors.New(text))
	}
	return fmt.Errorf("%w: %s", errProviderRefused, text)
}

// missingAtStripe reports whether Stripe has no object of the id asked for.
func missingAtStripe(err error) bool {
	var se *stripe.Error
	return errors.As(err, &se) && se.HTTPStatusCode == http.StatusNotFound && se.Code == stripe.ErrorCodeResourceMissing
}
