package metrics_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"rialto/internal/metrics"
)

// serve answers one request to a watched handler and returns the answer, what
// was logged and what Prometheus sees.
func serve(t *testing.T, r *http.Request, h http.HandlerFunc) (w *httptest.ResponseRecorder, logged, figures string) {
	t.Helper()
	var out bytes.Buffer
	m := metrics.New(slog.New(metrics.LogHandler(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))), "v1")
	w = httptest.NewRecorder()
	m.Watch(h).ServeHTTP(w, r)
	scrape := httptest.NewRecorder()
	m.Handler().ServeHTTP(scrape, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w, out.String(), scrape.Body.String()
}

func TestWatch(t *testing.T) {
	t.Parallel()

	t.Run("counts by operation and logs no secret", func(t *testing.T) {
		t.Parallel()
		r := httptest.NewRequest(http.MethodGet, "/api/v1/orders/0198?token=secret", nil)
		_, logged, figures := serve(t, r, func(w http.ResponseWriter, r *http.Request) {
			metrics.SetOperation(r.Context(), "getOrder")
			w.WriteHeader(http.StatusTeapot)
		})
		if want := `rialto_http_request_duration_seconds_count{operation="getOrder",status="418"} 1`; !strings.Contains(figures, want) {
			t.Errorf("%s is not among the figures", want)
		}
		for _, secret := range []string{"secret", "0198"} {
			if strings.Contains(logged+figures, secret) {
				t.Errorf("%q was written down: %s", secret, logged)
			}
		}
	})
	t.Run("does not time what lasts as long as somebody listens", func(t *testing.T) {
		t.Parallel()
		r := httptest.NewRequest(http.MethodGet, "/api/v1/orders/0198/events", nil)
		_, _, figures := serve(t, r, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/event-stream") })
		if strings.Contains(figures, `area="api/orders"`) {
			t.Error("it is among the times of requests")
		}
	})
	t.Run("does not let callers make up labels", func(t *testing.T) {
		t.Parallel()
		r := httptest.NewRequest("BREW", "/api/v1/coffee", nil)
		_, logged, figures := serve(t, r, func(http.ResponseWriter, *http.Request) {})
		if strings.Contains(figures+logged, "BREW") || strings.Contains(figures+logged, "coffee") || !strings.Contains(figures, `operation="api",status="200"`) {
			t.Error("a made-up method or address became a label")
		}
	})
}

// broken is a collector whose source is down.
type broken struct{ *prometheus.Desc }

func (b broken) Describe(to chan<- *prometheus.Desc) { to <- b.Desc }
func (b broken) Collect(to chan<- prometheus.Metric) {
	to <- prometheus.NewInvalidMetric(b.Desc, errors.New("no database"))
}

func TestWhatCannotBeMeasuredHidesNothingElse(t *testing.T) {
	t.Parallel()
	m := metrics.New(slog.New(slog.DiscardHandler), "v1")
	m.Register(broken{prometheus.NewDesc("rialto_missing", "A figure.", nil, nil)})
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `version="v1"} 1`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if want := `promhttp_metric_handler_errors_total{cause="gathering"} 1`; !strings.Contains(w.Body.String(), want) {
		t.Errorf("no %s in %s", want, w.Body)
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	for given, kept := range map[string]bool{
		"abcDEF-12.3_4": true, "": false, "short": false, strings.Repeat("x", 65): false, "with space": false, "line\nbreak": false, `quote"quote`: false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("X-Request-Id", given)
		var inside string
		w, logged, _ := serve(t, r, func(_ http.ResponseWriter, r *http.Request) { inside = metrics.RequestID(r.Context()) })
		answered := w.Header().Get("X-Request-Id")
		if (answered == given) != kept || len(answered) < 8 || inside != answered || !strings.Contains(logged, "request="+answered) {
			t.Errorf("given %q: answered %q, inside %q, logged %s", given, answered, inside, logged)
		}
	}
	if id := metrics.RequestID(t.Context()); id != "" {
		t.Errorf("outside of a request the id is %q", id)
	}
}
