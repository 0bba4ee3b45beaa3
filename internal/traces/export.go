package traces

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"golang.org/x/time/rate"
)

// The protocols of OTLP.
const (
	ProtocolHTTP = "http/protobuf"
	ProtocolGRPC = "grpc"
)

// Config says where spans go, and which. What is not here is read from the variables
// of OpenTelemetry by its SDK: OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME, OTEL_BSP_…
// and OTEL_EXPORTER_OTLP_… for timeouts, certificates and compression.
type Config struct {
	Endpoint    string // of traces, as it is asked
	Protocol    string
	Headers     map[string]string // nil: those of the environment
	Sampler     sdktrace.Sampler
	Queue       int // spans that wait to be sent; more are dropped
	Version     string
	Environment string
	Log         *slog.Logger
}

// Export sends spans to a collector, in the background. What cannot be sent, or comes
// faster than it can be sent, is dropped and counted: nothing waits for a collector.
type Export struct {
	provider *sdktrace.TracerProvider
	spans    *prometheus.CounterVec
}

// NewExport begins to export. It reaches no collector yet.
func NewExport(ctx context.Context, cfg Config) (*Export, error) {
	client, err := newClient(cfg)
	if err != nil {
		return nil, err
	}
	exporter, err := otlptrace.New(ctx, client)
	if err != nil {
		return nil, fmt.Errorf("open export of traces: %w", err)
	}
	of, err := resource.New(ctx, resource.WithAttributes(
		attribute.String("service.name", scope), attribute.String("service.version", cfg.Version),
		attribute.String("service.instance.id", uuid.NewString()), attribute.String("deployment.environment.name", cfg.Environment),
	), resource.WithFromEnv(), resource.WithTelemetrySDK())
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	spans := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "rialto_trace_spans_total",
		Help: "Spans that were kept, by what became of them: sent, failed when the collector did not take them, dropped when too many waited.",
	}, []string{"result"})
	b := &bounded{next: exporter, most: int64(cfg.Queue), log: cfg.Log, complain: rate.Sometimes{Interval: time.Minute}}
	for result, c := range map[string]*prometheus.Counter{"sent": &b.sent, "failed": &b.failed, "dropped": &b.dropped} {
		*c = spans.WithLabelValues(result)
	}
	batches := sdktrace.NewBatchSpanProcessor(b, sdktrace.WithMaxQueueSize(cfg.Queue))
	return &Export{sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(gatekeeper{batches, b}), sdktrace.WithSampler(cfg.Sampler), sdktrace.WithResource(of),
	), spans}, nil
}

func newClient(cfg Config) (otlptrace.Client, error) {
	switch cfg.Protocol {
	case ProtocolHTTP:
		opts := []otlptracehttp.Option{otlptracehttp.WithEndpointURL(cfg.Endpoint)}
		if cfg.Headers != nil {
			opts = append(opts, otlptracehttp.WithHeaders(cfg.Headers))
		}
		return otlptracehttp.NewClient(opts...), nil
	case ProtocolGRPC:
		opts := []otlptracegrpc.Option{otlptracegrpc.WithEndpointURL(cfg.Endpoint)}
		if cfg.Headers != nil {
			opts = append(opts, otlptracegrpc.WithHeaders(cfg.Headers))
		}
		return otlptracegrpc.NewClient(opts...), nil
	}
	return nil, fmt.Errorf("traces: there is no protocol %q", cfg.Protocol)
}

// Tracer makes the spans; those of a nil Export are not kept.
func (e *Export) Tracer() trace.Tracer {
	if e == nil {
		return Nothing
	}
	return e.provider.Tracer(scope)
}

// Close sends what waits, for as long as ctx allows, and gives up the rest.
func (e *Export) Close(ctx context.Context) {
	if e != nil {
		_ = e.provider.Shutdown(ctx) // what is lost is counted
	}
}

// Describe implements prometheus.Collector.
func (e *Export) Describe(ch chan<- *prometheus.Desc) { e.spans.Describe(ch) }

// Collect implements prometheus.Collector.
func (e *Export) Collect(ch chan<- prometheus.Metric) { e.spans.Collect(ch) }

// bounded is an exporter that knows how many spans wait for it, and that keeps its
// failures to itself.
type bounded struct {
	next                  sdktrace.SpanExporter
	most                  int64
	waiting               atomic.Int64
	sent, failed, dropped prometheus.Counter
	log                   *slog.Logger
	complain              rate.Sometimes
}

// ExportSpans implements sdktrace.SpanExporter.
func (b *bounded) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	b.waiting.Add(-int64(len(spans)))
	if err := b.next.ExportSpans(ctx, spans); err != nil {
		b.failed.Add(float64(len(spans)))
		b.complain.Do(func() { b.log.WarnContext(ctx, "traces are not taken; this is said once a minute", "error", err) })
		return nil //nolint:nilerr // it is counted, and nobody could do more
	}
	b.sent.Add(float64(len(spans)))
	return nil
}

// Shutdown implements sdktrace.SpanExporter.
func (b *bounded) Shutdown(ctx context.Context) error { return b.next.Shutdown(ctx) }

// gatekeeper lets a span wait for the exporter only while there is room: the processor
// itself would drop it without a word.
type gatekeeper struct {
	sdktrace.SpanProcessor
	b *bounded
}

// OnEnd implements sdktrace.SpanProcessor.
func (g gatekeeper) OnEnd(s sdktrace.ReadOnlySpan) {
	if !s.SpanContext().IsSampled() {
		return
	}
	if g.b.waiting.Add(1) > g.b.most {
		g.b.waiting.Add(-1)
		g.b.dropped.Inc()
		return
	}
	g.SpanProcessor.OnEnd(s)
}

// ParseHeaders reads headers as OTEL_EXPORTER_OTLP_HEADERS has them: name=value, …,
// with values in percent encoding. Its error holds no value.
func ParseHeaders(text string) (map[string]string, error) {
	if text == "" {
		return nil, nil
	}
	headers := map[string]string{}
	for i, pair := range strings.Split(text, ",") {
		name, value, ok := strings.Cut(pair, "=")
		name = strings.TrimSpace(name)
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if !ok || name == "" || err != nil {
			return nil, fmt.Errorf("must be name=value, …; entry %d is not", i+1)
		}
		headers[name] = value
	}
	return headers, nil
}
