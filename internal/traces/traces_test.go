package traces_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"rialto/internal/traces"
	"rialto/internal/traces/tracestest"
)

func export(t *testing.T, cfg traces.Config) *traces.Export {
	t.Helper()
	cfg.Sampler, cfg.Log = sdktrace.AlwaysSample(), slog.New(slog.DiscardHandler)
	e, err := traces.NewExport(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestExportByEachProtocol(t *testing.T) {
	t.Parallel()
	for protocol, listen := range map[string]func(testing.TB) *tracestest.Collector{traces.ProtocolHTTP: tracestest.ByHTTP, traces.ProtocolGRPC: tracestest.ByGRPC} {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			collector := listen(t)
			endpoint := collector.URL
			if protocol == traces.ProtocolHTTP {
				endpoint += "/v1/traces"
			}
			e := export(t, traces.Config{Endpoint: endpoint, Protocol: protocol, Headers: map[string]string{"api-key": "k"}, Queue: 10})
			_, span := e.Tracer().Start(t.Context(), "work")
			span.End()
			e.Close(t.Context())
			if got := collector.Spans(); len(got) != 1 || got[0].Name != "work" {
				t.Errorf("the collector has %v", got)
			}
			if got := collector.Headers().Get("api-key"); got != "k" {
				t.Errorf("the header is %q", got)
			}
		})
	}
}

// TestSilentCollector is one that takes connections and never answers.
func TestSilentCollector(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	const room, made = 8, 100
	e := export(t, traces.Config{Endpoint: "http://" + l.Addr().String() + "/v1/traces", Protocol: traces.ProtocolHTTP, Queue: room})
	begun := time.Now()
	for range made {
		_, span := e.Tracer().Start(t.Context(), "work")
		span.End()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	e.Close(ctx)
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("spans waited for %s", took)
	}
	// Those that the export has already taken make room for others.
	const mostTaken = 2 * room
	if dropped := testutil.ToFloat64(counter{e, "dropped"}); dropped < made-room-mostTaken {
		t.Errorf("%v of %d spans were counted as dropped, with room for %d", dropped, made, room)
	}
}

func TestWhoseTraceIsGoneOnWith(t *testing.T) {
	t.Parallel()
	const header, theirs = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c"
	begin := func(t *testing.T, sampler sdktrace.Sampler, trusted func(*http.Request) bool) (trace.Span, *tracetest.SpanRecorder) {
		spans := tracetest.NewSpanRecorder()
		provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans), sdktrace.WithSampler(sampler))
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("traceparent", header)
		r.Header.Set("tracestate", "a=b")
		_, span := traces.Requests{Tracer: provider.Tracer(""), Trusted: trusted}.Begin(r)
		traces.Answered(span, http.MethodGet, "listProducts", http.StatusBadGateway)
		return span, spans
	}
	never := sdktrace.ParentBased(sdktrace.NeverSample())

	t.Run("a visitor's is linked", func(t *testing.T) {
		t.Parallel()
		span, spans := begin(t, sdktrace.AlwaysSample(), nil)
		if span.SpanContext().TraceID().String() == theirs {
			t.Error("it is gone on with")
		}
		links := spans.Ended()[0].Links()
		if len(links) != 1 || links[0].SpanContext.TraceID().String() != theirs || links[0].SpanContext.TraceState().Len() > 0 {
			t.Errorf("links: %v", links)
		}
		if spans.Ended()[0].Name() != "listProducts" || spans.Ended()[0].Status().Code.String() != "Error" {
			t.Errorf("%s %v", spans.Ended()[0].Name(), spans.Ended()[0].Status())
		}
	})
	t.Run("a visitor does not decide what is kept", func(t *testing.T) {
		t.Parallel()
		if span, _ := begin(t, never, nil); span.IsRecording() || span.SpanContext().IsSampled() {
			t.Error("it is kept")
		}
	})
	t.Run("a trusted proxy's is gone on with", func(t *testing.T) {
		t.Parallel()
		if span, _ := begin(t, never, func(*http.Request) bool { return true }); span.SpanContext().TraceID().String() != theirs || !span.SpanContext().IsSampled() {
			t.Error("it is not")
		}
	})
}

func TestParseHeaders(t *testing.T) {
	t.Parallel()
	got, err := traces.ParseHeaders("api-key=a%3Db, other = c")
	if err != nil || got["api-key"] != "a=b" || got["other"] != "c" {
		t.Errorf("%v %v", got, err)
	}
	if _, err := traces.ParseHeaders("api-key=a,s3cret"); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("%v, want an error without the value", err)
	}
}
