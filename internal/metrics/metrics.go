// Package metrics counts and times what the program does, for Prometheus, and
// writes one line of log for each request. Neither holds personal data: paths
// are logged without their queries, for these carry tokens.
package metrics

import (
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"rialto/internal/traces"
)

// Metrics is the registry of the program.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	log      *slog.Logger
	spans    traces.Requests
}

// New returns a registry with the process's own figures and with what is running:
// version of the program.
func New(log *slog.Logger, version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		log:      log,
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rialto_http_request_duration_seconds", Help: "How long requests took.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .2, .5, 1, 2.5, 5},
		}, []string{"operation", "status"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "rialto_build_info", Help: "1, with what is running.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// TraceWith makes spans of the requests. Call it before Watch.
func (m *Metrics) TraceWith(spans traces.Requests) { m.spans = spans }

// Register adds a collector of another package.
func (m *Metrics) Register(c prometheus.Collector) { m.registry.MustRegister(c) }

// Handler serves the figures to Prometheus. What cannot be measured, because the
// database is down for example, is left out and counted in
// promhttp_metric_handler_errors_total.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, Registry: m.registry,
		ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelDebug),
	})
}

// eventStream is the type of answers that last as long as somebody listens: that
// says nothing of how long requests take.
const eventStream = "text/event-stream"

// Watch times and logs every request to next and gives it an id.
func (m *Metrics) Watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		r, known := withRequest(w, r)
		sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		if traced(known.operation) {
			ctx, span := m.spans.Begin(r)
			r = r.WithContext(ctx)
			defer func() { traces.Answered(span, method(r.Method), known.operation, sw.status) }()
		}
		next.ServeHTTP(sw, r)
		took := time.Since(start)
		if w.Header().Get("Content-Type") != eventStream {
			m.requests.WithLabelValues(known.operation, strconv.Itoa(sw.status)).Observe(took.Seconds())
		}
		level := slog.LevelDebug
		if sw.status >= http.StatusInternalServerError {
			level = slog.LevelWarn
		}
		m.log.Log(r.Context(), level, "request", "method", method(r.Method), "operation", known.operation, "status", sw.status, "took", took)
	})
}

// traced leaves out what is asked for often and tells nothing.
func traced(area string) bool { return area != "assets" && area != "media" && area != "health" }

// method keeps made-up methods out of what is written down.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// area is the kind of address, of which there are few.
func area(path string) string {
	for _, prefix := range []string{"/api/", "/media/", "/assets/", "/stripe-simulator/"} {
		if strings.HasPrefix(path, prefix) {
			return strings.Trim(prefix, "/")
		}
	}
	if path == "/healthz" || path == "/readyz" {
		return "health"
	}
	return "page"
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
