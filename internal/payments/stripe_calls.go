package payments

import (
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// counting times the calls to the provider.
type counting struct {
	next  http.RoundTripper
	calls *prometheus.HistogramVec
}

func newCalls() *prometheus.HistogramVec {
	calls := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "rialto_payment_provider_duration_seconds",
		Help:    "How long calls to the payment provider took, by how they ended: ok, refused, or unavailable.",
		Buckets: []float64{.05, .1, .25, .5, 1, 2, 5, 10},
	}, []string{"call", "result"})
	for _, result := range []string{"ok", "refused", "unavailable"} {
		calls.WithLabelValues(callOpen, result)
	}
	return calls
}

// RoundTrip implements http.RoundTripper.
func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	begun := time.Now()
	answer, err := c.next.RoundTrip(r)
	c.calls.WithLabelValues(callOf(r.Method, r.URL.Path), resultOf(answer, err)).Observe(time.Since(begun).Seconds())
	return answer, err
}

const callOpen = "open_session"

// callOf names a call by its kind, of which there are few.
func callOf(method, path string) string {
	_, rest, _ := strings.Cut(path, "/v1/")
	switch post := method == http.MethodPost; {
	case post && rest == "checkout/sessions":
		return callOpen
	case post && strings.HasPrefix(rest, "checkout/sessions/") && strings.HasSuffix(rest, "/expire"):
		return "expire_session"
	case strings.HasPrefix(rest, "checkout/sessions/"):
		return "read_session"
	case post && rest == "refunds":
		return "refund"
	case strings.HasPrefix(rest, "refunds"):
		return "read_refund"
	case strings.HasPrefix(rest, "privacy/"):
		return "redaction"
	}
	return "other"
}

// resultOf agrees with stripeError: unavailable is what may be repeated.
func resultOf(answer *http.Response, err error) string {
	switch {
	case err != nil, answer.StatusCode >= 500, answer.StatusCode == http.StatusTooManyRequests, answer.StatusCode == http.StatusConflict:
		return "unavailable"
	case answer.StatusCode >= 400:
		return "refused"
	}
	return "ok"
}
